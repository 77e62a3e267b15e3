package dev.eader.training.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossLogTest {
    @TempDir
    Path folder;

    @Test
    void series_contains_the_steps_with_a_value() throws IOException {
        LossLog log = log("step,turn,classification,adversary", "0,localizer,.5,NaN", "1,adversary,NaN,.7");

        assertThat(log.series("classification").steps()).containsExactly(0);
        assertThat(log.series("adversary").steps()).containsExactly(1);
        assertThat(log.series("adversary").values()).containsExactly(.7);
        assertThat(log.series("no such column").steps()).isEmpty();
    }

    @Test
    void moving_mean_uses_fewer_values_at_the_ends() {
        double[] values = {0, 3, 6, 9};

        assertThat(new LossLog.Series(values, values).smooth(3).values()).containsExactly(1.5, 3, 6, 7.5);
        assertThat(new LossLog.Series(values, values).smooth(1).values()).containsExactly(values);
    }

    @Test
    void gap_is_inserted_where_steps_are_missing() {
        LossLog.Series series = new LossLog.Series(new double[] {0, 2, 9}, new double[] {.1, .2, .3}).withGaps(2);

        assertThat(series.steps()).containsExactly(0, 2, 3, 9);
        assertThat(series.values()).containsExactly(.1, .2, Double.NaN, .3);
    }

    @Property
    void moving_mean_stays_in_the_range_of_the_values(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -5, max = 5) Double> drawn,
            @ForAll @IntRange(min = 0, max = 60) int window) {
        double[] values = drawn.stream().mapToDouble(value -> value).toArray();
        double minimum = DoubleStream.of(values).min().orElseThrow();
        double maximum = DoubleStream.of(values).max().orElseThrow();

        double[] means = new LossLog.Series(values, values).smooth(window).values();
        assertThat(means).hasSameSizeAs(values);
        for (double mean : means) {
            assertThat(mean).isBetween(minimum - 1e-9, maximum + 1e-9);
        }
    }

    @Test
    void invalid_line_is_refused_with_its_number() {
        assertThatThrownBy(() -> log("step,adversary", "0,1", "1"))
                .hasMessageContaining("log.csv:3 must have 2 fields, but has 1");
        assertThatThrownBy(() -> log("step,adversary", "0,one"))
                .hasMessageContaining("log.csv:2: adversary must be a number, but is 'one'");
        assertThatThrownBy(() -> log("a,b")).hasMessageContaining("no column 'step'");
        assertThatThrownBy(() -> LossLog.read(folder.resolve("other.csv"))).hasMessageContaining("does not exist");
    }

    private LossLog log(String... lines) throws IOException {
        Path file = folder.resolve("log.csv");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return LossLog.read(file);
    }
}
