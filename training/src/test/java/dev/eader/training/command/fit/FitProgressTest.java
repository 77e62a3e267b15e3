package dev.eader.training.command.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FitProgressTest {
    private long seconds;

    private final List<Pass> plan = List.of(pass(100), pass(200), pass(600));
    private final FitProgress progress = new FitProgress(plan, 2, () -> seconds * 1_000_000_000L);

    private static Pass pass(double estimate) {
        return new Pass("pass" + estimate, "title", List.of("train"), Map.of(), estimate);
    }

    @Test
    void before_any_measurement_estimates_are_scaled_by_the_speed() {
        progress.begin(0);
        progress.start(0, 50);

        assertThat(progress.move(0)).isEqualTo(" | fit: 30 min left");
    }

    @Test
    void part_of_the_current_pass_scales_all_estimates() {
        progress.begin(0);
        progress.start(0, 50);
        seconds = 40;

        // a tenth took 40 s, so the pass takes 400 s instead of 100, and the others 3,200 s
        assertThat(progress.move(5)).isEqualTo(" | fit: 59 min left");
    }

    @Test
    void completed_passes_count_with_their_measured_time() {
        progress.complete(0, 100);
        progress.begin(1);
        progress.start(0, 10);

        assertThat(progress.move(0)).isEqualTo(" | fit: 13 min left");
    }

    @Test
    void resumed_pass_counts_only_what_is_left() {
        progress.begin(2);
        progress.start(90, 100);

        assertThat(progress.move(90)).isEqualTo(" | fit: 2 min left");
    }

    @Test
    void label_has_number_and_name_of_the_pass() {
        progress.begin(1);

        assertThat(progress.label("train")).isEqualTo("2/3 pass200.0");
    }

    @Test
    void durations_have_two_units_at_most() {
        assertThat(FitProgress.text(3_900)).isEqualTo("1 h 05 min");
        assertThat(FitProgress.text(59.4)).isEqualTo("59 s");
        assertThat(FitProgress.text(125)).isEqualTo("2 min");
    }
}
