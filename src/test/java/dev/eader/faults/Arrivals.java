package dev.eader.faults;

import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/**
 * Reads committed outcomes and counts them by camera. Fails unless the sequence number of each camera grows by one per
 * outcome, so that a missing, repeated or reordered outcome is found.
 */
final class Arrivals implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Camera> cameras = new TreeMap<>();
    private final List<Integer> ages = new ArrayList<>();
    private final CompletableFuture<Void> reading;
    private volatile boolean closed;
    private long last;

    /** Counts of the outcomes of one camera. */
    static final class Camera {
        long sequence;
        int results;
        int skipped;
        int failed;
    }

    Arrivals(String bootstrap, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed", "fetch.max.wait.ms", 10),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reading = CompletableFuture.runAsync(this::read, task -> new Thread(task, "arrivals").start());
    }

    private void read() {
        try {
            while (!closed) {
                for (var record : consumer.poll(Duration.ofMillis(50))) {
                    arrived(Segmentation.parseFrom(record.value()));
                }
            }
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        } finally {
            consumer.close();
        }
    }

    private synchronized void arrived(Segmentation outcome) {
        var camera = cameras.computeIfAbsent(outcome.getCameraId(), id -> new Camera());
        if (outcome.getSequence() != camera.sequence + 1) {
            throw new AssertionError("after frame " + camera.sequence + " of camera " + outcome.getCameraId()
                    + " comes the outcome of " + outcome.getSequence());
        }
        camera.sequence++;
        last = System.nanoTime();
        switch (outcome.getOutcomeCase()) {
            case RESULT -> {
                camera.results++;
                ages.add((int) (System.currentTimeMillis() - Timestamps.toMillis(outcome.getCapturedAt())));
            }
            case SKIPPED -> camera.skipped++;
            default -> camera.failed++;
        }
    }

    /** Waits for this many outcomes in all; returns the arrival of the last one, by {@link System#nanoTime}. */
    long await(long count, Duration within) {
        Awaitility.await(count + " outcomes")
                .atMost(within)
                .pollInterval(Duration.ofMillis(5))
                .failFast(() -> reading.isCompletedExceptionally())
                .untilAsserted(() ->
                        org.assertj.core.api.Assertions.assertThat(count()).isGreaterThanOrEqualTo(count));
        return last();
    }

    synchronized long count() {
        return cameras.values().stream().mapToLong(camera -> camera.sequence).sum();
    }

    private synchronized long last() {
        return last;
    }

    synchronized Map<String, Camera> cameras() {
        return new TreeMap<>(cameras);
    }

    /** Resets ages and counts; keeps the last sequence number of each camera. */
    synchronized void resetCounts() {
        ages.clear();
        cameras.values().forEach(camera -> {
            camera.results = 0;
            camera.skipped = 0;
            camera.failed = 0;
        });
    }

    /** Quantile of the time from capture to arrival of the results, in milliseconds. */
    synchronized int age(double quantile) {
        var sorted = ages.stream().mapToInt(Integer::intValue).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length) - 1)];
    }

    @Override
    public void close() {
        closed = true;
        reading.join();
    }
}
