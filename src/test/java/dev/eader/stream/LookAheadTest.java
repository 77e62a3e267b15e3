package dev.eader.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.v1.Segmentation;
import dev.eader.wire.FrameRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookAheadTest {
    private static final long NOW = 1_700_000_000_000L;

    private final List<FrameRecord> started = new ArrayList<>();
    private final List<CompletableFuture<FrameOutcome>> running = new ArrayList<>();
    private int hits;
    private int misses;

    private LookAhead lookAhead(int frames, long bytes) {
        return new LookAhead(
                record -> {
                    started.add(record);
                    CompletableFuture<FrameOutcome> outcome = new CompletableFuture<>();
                    running.add(outcome);
                    return outcome;
                },
                frames,
                bytes,
                submitted -> {
                    hits += submitted ? 1 : 0;
                    misses += submitted ? 0 : 1;
                });
    }

    @Test
    void submitted_record_starts_once_before_join() throws Exception {
        LookAhead lookAhead = lookAhead(4, 1000);
        FrameRecord record = record(0, 7, 1);
        lookAhead.submit(record, NOW);
        lookAhead.submit(record, NOW);
        assertThat(started).containsExactly(record);

        FrameOutcome outcome = outcome("a");
        running.get(0).complete(outcome);

        assertThat(lookAhead.join(record(0, 7, 1))).isSameAs(outcome);
        assertThat(started).hasSize(1);
        assertThat(hits).isOne();
        assertThat(lookAhead.size()).isZero();
    }

    @Test
    void staleness_is_age_of_oldest_record_or_zero() throws Exception {
        LookAhead lookAhead = lookAhead(4, 1000);
        Instant written = Instant.ofEpochMilli(1_700_000_000_000L);
        assertThat(lookAhead.staleness(InstantSource.fixed(written.plusSeconds(9))))
                .isZero();

        lookAhead.submit(record(0, 7, 1), written.toEpochMilli());
        assertThat(lookAhead.staleness(InstantSource.fixed(written.plusSeconds(9))))
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(lookAhead.staleness(InstantSource.fixed(written.minusSeconds(9))))
                .as("the broker's clock is ahead")
                .isZero();

        running.get(0).complete(outcome("a"));
        lookAhead.join(record(0, 7, 1));
        assertThat(lookAhead.staleness(InstantSource.fixed(written.plusSeconds(9))))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, NOW - 18_000_000, NOW + 18_000_000, Long.MAX_VALUE})
    void sender_clock_does_not_change_staleness(long senderTime) {
        assertThat(LookAheadInterceptor.writtenMillis(consumed(senderTime, TimestampType.CREATE_TIME), NOW))
                .isEqualTo(NOW);
        assertThat(LookAheadInterceptor.writtenMillis(consumed(-1, TimestampType.NO_TIMESTAMP_TYPE), NOW))
                .isEqualTo(NOW);
    }

    @Test
    void broker_time_of_a_record_counts_for_staleness() {
        assertThat(LookAheadInterceptor.writtenMillis(consumed(NOW - 9000, TimestampType.LOG_APPEND_TIME), NOW))
                .isEqualTo(NOW - 9000);
    }

    private static ConsumerRecord<byte[], byte[]> consumed(long timestamp, TimestampType type) {
        return new ConsumerRecord<>(
                "frames.v1", 0, 7, timestamp, type, 0, 0, null, null, new RecordHeaders(), Optional.empty());
    }

    @Test
    void record_that_was_not_submitted_is_processed_at_join() throws Exception {
        FrameOutcome outcome = outcome("a");
        LookAhead lookAhead = new LookAhead(
                record -> CompletableFuture.completedFuture(outcome), 1, 1, submitted -> misses += submitted ? 0 : 1);

        assertThat(lookAhead.join(record(3, 1, 1))).isSameAs(outcome);
        assertThat(misses).isOne();
    }

    @Test
    void frames_above_the_limit_start_later_in_order() throws Exception {
        LookAhead lookAhead = lookAhead(2, 1000);
        for (int offset = 0; offset < 5; offset++) {
            lookAhead.submit(record(0, offset, 1), NOW);
        }
        assertThat(started).extracting(FrameRecord::offset).containsExactly(0L, 1L);

        running.get(0).complete(outcome("0"));
        lookAhead.join(record(0, 0, 1));

        assertThat(started).extracting(FrameRecord::offset).containsExactly(0L, 1L, 2L);
    }

    @Test
    void bytes_in_flight_are_limited_but_one_frame_may_exceed() {
        LookAhead lookAhead = lookAhead(10, 100);
        lookAhead.submit(record(0, 0, 300), NOW);
        lookAhead.submit(record(0, 1, 10), NOW);
        assertThat(started).hasSize(1);

        lookAhead.revoke(0);
        lookAhead.submit(record(1, 0, 60), NOW);
        lookAhead.submit(record(1, 1, 60), NOW);
        assertThat(started).extracting(FrameRecord::partition).containsExactly(0, 1);
    }

    @Test
    void joined_record_starts_above_the_limit() throws Exception {
        LookAhead lookAhead = lookAhead(1, 1000);
        lookAhead.submit(record(0, 0, 1), NOW);
        lookAhead.submit(record(1, 0, 1), NOW);
        Thread stream = new Thread(() -> {
            try {
                lookAhead.join(record(1, 0, 1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stream.start();
        Awaitility.await().until(() -> started.size() == 2);
        running.get(1).complete(outcome("b"));
        stream.join();
        assertThat(started.get(1).partition()).isOne();
    }

    @Test
    void revoke_discards_records_and_starts_queued_ones() {
        LookAhead lookAhead = lookAhead(1, 1000);
        lookAhead.submit(record(0, 0, 1), NOW);
        lookAhead.submit(record(0, 1, 1), NOW);
        lookAhead.submit(record(1, 0, 1), NOW);

        lookAhead.revoke(0);

        assertThat(lookAhead.size()).isOne();
        assertThat(running.get(0)).isCancelled();
        assertThat(started).extracting(FrameRecord::partition).containsExactly(0, 1);
    }

    @Test
    void join_discards_earlier_records_of_its_partition() throws Exception {
        LookAhead lookAhead = lookAhead(10, 1000);
        lookAhead.submit(record(0, 0, 1), NOW);
        lookAhead.submit(record(0, 1, 1), NOW);
        running.get(1).complete(outcome("1"));

        lookAhead.join(record(0, 1, 1));

        assertThat(lookAhead.size()).isZero();
        assertThat(lookAhead.framesInFlight()).isZero();
    }

    @Test
    void limit_below_one_is_refused_with_its_option() {
        assertThatThrownBy(() -> lookAhead(0, 1)).hasMessageContaining("eader.stream.look-ahead-frames");
        assertThatThrownBy(() -> lookAhead(1, 0)).hasMessageContaining("eader.stream.look-ahead-bytes");
    }

    /** After any order of submits, joins and revocations the counts return to zero. */
    @Property(tries = 200)
    void counts_are_exact_after_random_operations(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int maxFrames)
            throws Exception {
        Random random = new Random(seed);
        LookAhead lookAhead = new LookAhead(
                record -> CompletableFuture.completedFuture(outcome("x")), maxFrames, 20, submitted -> {});
        long[] polled = new long[3];
        long[] joined = new long[3];
        for (int step = 0; step < 100; step++) {
            int partition = random.nextInt(3);
            switch (random.nextInt(5)) {
                case 0, 1 -> lookAhead.submit(record(partition, polled[partition]++, 1 + random.nextInt(9)), NOW);
                case 2, 3 -> {
                    if (joined[partition] < polled[partition]) {
                        lookAhead.join(record(partition, joined[partition]++, 1));
                    }
                }
                default -> {
                    if (random.nextInt(4) == 0) {
                        lookAhead.revoke(partition);
                        polled[partition] = joined[partition];
                    }
                }
            }
            assertThat(lookAhead.framesInFlight()).isBetween(0, Math.min(maxFrames, lookAhead.size()));
        }
        for (int partition = 0; partition < 3; partition++) {
            while (joined[partition] < polled[partition]) {
                lookAhead.join(record(partition, joined[partition]++, 1));
            }
        }
        assertThat(lookAhead.size()).isZero();
        assertThat(lookAhead.framesInFlight()).isZero();
    }

    private static FrameRecord record(int partition, long offset, int bytes) {
        FrameRecord record = TestFrames.record(partition, offset, new byte[bytes]);
        return new FrameRecord(
                record.topic(),
                partition,
                offset,
                record.timestamp(),
                null,
                record.value(),
                record.headers(),
                record.polledNanos());
    }

    private static FrameOutcome outcome(String id) {
        return FrameOutcome.of(Segmentation.newBuilder().setFrameId(id).build(), new FrameTimeline(0));
    }
}
