package dev.eader.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

public class OpenTransactionsTest {
    private static final TopicPartition FRAMES = new TopicPartition("frames.v1", 2);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = Instant.EPOCH;
    private final OpenTransactions transactions = new OpenTransactions(meters, () -> now);

    @Test
    void open_transaction_is_named_with_its_age() {
        observe(7, 9);
        now = now.plusSeconds(40);
        observe(7, 12);
        assertThat(transactions.description()).isEqualTo("frames.v1-2 at offset 7 for 40 s");
        assertThat(seconds()).isEqualTo(40);
    }

    @Test
    void committed_transaction_is_forgotten() {
        observe(7, 9);
        observe(10, 10);
        assertThat(transactions.description()).isEmpty();
        assertThat(seconds()).isZero();
    }

    @Test
    void short_transactions_in_a_row_do_not_add_up() {
        observe(7, 9);
        now = now.plusSeconds(40);
        observe(12, 14);
        assertThat(seconds()).isZero();
    }

    @Test
    void partition_of_another_instance_is_forgotten() {
        observe(7, 9);
        transactions.observe(Map.of(), Map.of());
        assertThat(transactions.description()).isEmpty();
    }

    private void observe(long stable, long end) {
        transactions.observe(Map.of(FRAMES, stable), Map.of(FRAMES, end));
    }

    private double seconds() {
        return meters.get("eader.open.transaction").gauge().value();
    }
}
