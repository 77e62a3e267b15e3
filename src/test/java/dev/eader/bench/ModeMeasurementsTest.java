package dev.eader.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModeMeasurementsTest {
    @Test
    void results_are_medians_and_latencies_relative_to_the_bare_loop() {
        var bare = new ModeMeasurements();
        var service = new ModeMeasurements();
        for (int round = 1; round <= 3; round++) {
            bare.addSaturated(new Measurement(100 * round, 1, 1, List.of(5.), Map.of()));
            bare.addQuarter(new Measurement(10, 1, 0, List.of(4., 5., 6.), Map.of("infer", 4000.)));
            service.addSaturated(new Measurement(90 * round, 1, 1.8, List.of(5.), Map.of()));
            service.addQuarter(new Measurement(10, 1, 0, List.of(8., 9., 30.), Map.of("infer", 4100.)));
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
}
