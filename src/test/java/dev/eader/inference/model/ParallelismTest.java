package dev.eader.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class ParallelismTest {
    @ParameterizedTest
    @CsvSource({
        // cpu, cores, given: runs, threads, batch; then what is taken
        "true, 4, 0, 0, 0, 4, 1, 1",
        "true, 1, 0, 0, 0, 1, 1, 1",
        "true, 8, 2, 0, 0, 2, 4, 1",
        "true, 8, 0, 4, 0, 2, 4, 1",
        "true, 2, 0, 4, 3, 1, 4, 3",
        "false, 16, 0, 0, 0, 1, 16, 8",
        "false, 16, 2, 1, 32, 2, 1, 32",
    })
    void what_is_not_given_is_what_is_best_on_the_device(
            boolean cpu, int cores, int runs, int threads, int batch, int takenRuns, int takenThreads, int takenBatch) {
        assertThat(Parallelism.on(cpu, cores, runs, threads, batch))
                .isEqualTo(new Parallelism(takenRuns, takenThreads, takenBatch));
    }

    @Test
    void what_is_negative_is_refused_by_its_name() {
        assertThatThrownBy(() -> Parallelism.of(DeviceChoice.CPU, -1, 0, 0))
                .hasMessageContaining("eader.inference.runs");
        assertThatThrownBy(() -> Parallelism.of(DeviceChoice.CPU, 0, -1, 0))
                .hasMessageContaining("eader.inference.threads");
        assertThatThrownBy(() -> Parallelism.of(DeviceChoice.CPU, 0, 0, -1))
                .hasMessageContaining("eader.inference.batch-size");
    }
}
