package dev.eader.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParallelismTest {
    @ParameterizedTest
    @CsvSource({
        // cpu, cores; given runs, threads, batch; expected runs, threads, batch
        "true, 4, 0, 0, 0, 4, 1, 1",
        "true, 1, 0, 0, 0, 1, 1, 1",
        "true, 8, 2, 0, 0, 2, 4, 1",
        "true, 8, 0, 4, 0, 2, 4, 1",
        "true, 2, 0, 4, 3, 1, 4, 3",
        "false, 16, 0, 0, 0, 1, 16, 8",
        "false, 16, 2, 1, 32, 2, 1, 32",
    })
    void zero_is_replaced_by_the_best_value_for_the_device(
            boolean cpu,
            int cores,
            int runs,
            int threads,
            int batch,
            int expectedRuns,
            int expectedThreads,
            int expectedBatch) {
        assertThat(Parallelism.of(cpu, cores, runs, threads, batch))
                .isEqualTo(new Parallelism(expectedRuns, expectedThreads, expectedBatch));
    }

    @Test
    void negative_values_are_refused_by_name() {
        assertThatThrownBy(() -> Parallelism.of(DeviceChoice.CPU, -1, 0, 0))
                .hasMessageContaining("eader.inference.runs");
        assertThatThrownBy(() -> Parallelism.of(DeviceChoice.CPU, 0, -1, 0))
                .hasMessageContaining("eader.inference.threads");
        assertThatThrownBy(() -> Parallelism.of(DeviceChoice.CPU, 0, 0, -1))
                .hasMessageContaining("eader.inference.batch-size");
    }
}
