package dev.eader.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    @Test
    void percentiles_are_nearest_ranks() {
        var hundred = new Percentiles(
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) (101 - i)).toList());
        assertThat(hundred.at(0.5)).isEqualTo(50);
        assertThat(hundred.at(0.99)).isEqualTo(99);
        assertThat(hundred.at(1)).isEqualTo(100);
        assertThat(new Percentiles(List.of(7.)).at(0.01)).isEqualTo(7);
    }

    @Test
    void a_median_lies_in_the_middle() {
        assertThat(Percentiles.median(List.of(9., 1., 2.))).isEqualTo(2);
        assertThat(Percentiles.median(List.of(9., 1., 2., 4.))).isEqualTo(3);
    }

    @Test
    void nothing_measured_is_no_zero() {
        assertThatThrownBy(() -> new Percentiles(List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("--seconds");
    }

    @Property
    void at_least_the_share_does_not_exceed_a_percentile(
            @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = 0, max = 1000) Double> values,
            @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
        double percentile = new Percentiles(values).at(share);
        assertThat(values).contains(percentile);
        assertThat(values.stream().filter(value -> value <= percentile).count())
                .isGreaterThanOrEqualTo((long) Math.floor(share * values.size()));
    }

    @Test
    void figures_are_medians_of_rounds_and_latency_is_added_to_a_frame_alone() {
        var bare = new ModeMeasurements();
        var service = new ModeMeasurements();
        for (int round = 1; round <= 3; round++) {
            bare.saturated(new Measurement(100 * round, 1, 1, List.of(5.), Map.of()));
            bare.quarter(new Measurement(10, 1, 0, List.of(4., 5., 6.), Map.of("infer", 4000.)));
            service.saturated(new Measurement(90 * round, 1, 1.8, List.of(5.), Map.of()));
            service.quarter(new Measurement(10, 1, 0, List.of(8., 9., 30.), Map.of("infer", 4100.)));
        }
        assertThat(service.fps()).isEqualTo(180);
        assertThat(service.json(bare))
                .containsEntry("cpu_ms_per_frame", 10.)
                .containsEntry("latency_p50_ms", 9.)
                .containsEntry("added_latency_p50_ms", 4.)
                .containsEntry("added_latency_p99_ms", 25.);
        assertThat(bare.json(bare)).containsEntry("added_latency_p99_ms", 0.);
        assertThat(service.stagesMicros()).containsEntry("infer", 4100.);
    }

    @Test
    void batches_gain_on_a_device_that_costs_by_the_batch() {
        var fps = BatchSizeBenchmark.measure(Duration.ofMillis(20), 0.4);
        assertThat(fps.get(1)).isLessThan(51);
        assertThat(fps.get(16) / fps.get(1)).isGreaterThan(4);
    }
}
