package dev.eader.deadletter;

import static dev.eader.deadletter.RedriveBroker.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Each dead letter is redriven exactly once, also by concurrent redrives. With an embedded broker. */
class RedriverTest {
    private static final int DEAD_LETTERS = 350;
    private static final int RACES = 4;

    private static RedriveBroker broker;

    @BeforeAll
    static void start() {
        broker = new RedriveBroker();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void createDeadLetters(TestInfo test) throws Exception {
        broker.start(test, DEAD_LETTERS);
    }

    @Test
    void older_redrive_is_fenced_and_nothing_moves_twice() {
        var newer = new AtomicLong();
        var turns = new AtomicInteger();
        try (var older = broker.redriver()) {
            assertThatThrownBy(() -> older.redrive(0, () -> {
                        // the older redrive has moved some dead letters and still has its position
                        if (newer.get() == 0
                                && turns.incrementAndGet() > 1
                                && !broker.frames().isEmpty()) {
                            newer.set(broker.redriveAll());
                        }
                        return false;
                    }))
                    .isInstanceOf(KafkaException.class)
                    .hasMessage("another redrive has taken over");
        }
        assertThat(newer.get()).isBetween(1L, DEAD_LETTERS - 1L);
        assertThat(broker.redriveAll()).isZero();
        broker.assertEachRedrivenOnce(DEAD_LETTERS);
    }

    @Test
    void concurrent_redrives_move_each_dead_letter_once() throws Exception {
        var pool = Executors.newFixedThreadPool(2);
        try {
            for (int race = 1; race <= RACES; race++) {
                Callable<Long> redrive = () -> {
                    try {
                        return broker.redriveAll();
                    } catch (KafkaException overtaken) {
                        assertThat(overtaken).hasMessage("another redrive has taken over");
                        return 0L;
                    }
                };
                for (Future<Long> each : pool.invokeAll(List.of(redrive, redrive))) {
                    each.get();
                }
                broker.redriveAll();
                broker.assertEachRedrivenOnce(race * DEAD_LETTERS);
                broker.feed(race * DEAD_LETTERS, DEAD_LETTERS);
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void open_transaction_of_dead_redrive_is_aborted() {
        var abandoned = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "transactional.id",
                        "eader-redrive-" + broker.topics().deadLetters()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try (abandoned) {
            abandoned.initTransactions();
            abandoned.beginTransaction();
            abandoned.send(new ProducerRecord<>(broker.topics().frames(), bytes("camera"), bytes("0")));
            abandoned.flush();
            assertThat(broker.redriveAll()).isEqualTo(DEAD_LETTERS);
            broker.assertEachRedrivenOnce(DEAD_LETTERS);
        }
    }

    @Test
    void single_redriven_dead_letter_does_not_move_again() {
        int partition = BuiltInPartitioner.partitionForKey(bytes("camera0"), 3);
        try (var redriver = broker.redriver()) {
            assertThat(redriver.redriveOne(partition, 4)).isTrue();
        }
        try (var redriver = broker.redriver()) {
            assertThat(redriver.redriveOne(partition, 4)).as("once more").isFalse();
        }
        try (var redriver = broker.redriver()) {
            assertThat(redriver.redriveOne(partition, DEAD_LETTERS))
                    .as("not there")
                    .isFalse();
        }
        assertThat(broker.redriveAll()).isEqualTo(DEAD_LETTERS - 1);
        broker.assertEachRedrivenOnce(DEAD_LETTERS);
    }
}
