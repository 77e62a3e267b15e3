package dev.eader.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchSizeBenchmarkTest {
    @Test
    void large_batches_increase_throughput_at_a_fixed_cost_per_batch() {
        var fps = BatchSizeBenchmark.measure(Duration.ofMillis(20), 0.4);
        assertThat(fps.get(1)).isLessThan(51);
        assertThat(fps.get(16) / fps.get(1)).isGreaterThan(4);
    }
}
