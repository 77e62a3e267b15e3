package dev.eader.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.eader.broker.Topics;
import dev.eader.camera.FrameProducer;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Sends frames to a mode, from a number of cameras, and reads its results with isolation level read_committed. Not
 * thread-safe.
 */
final class LoadGenerator implements AutoCloseable {
    /** Frames in flight at saturation: enough for a mode to never wait for a frame. */
    private static final int MAX_IN_FLIGHT = 96;

    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(20);

    private final BenchProcess mode;
    private final List<ByteString> pictures;
    private final FrameProducer producer;
    private final KafkaConsumer<byte[], byte[]> reader;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private long received;

    LoadGenerator(String bootstrap, Topics topics, BenchProcess mode, List<byte[]> pictures) {
        this.mode = mode;
        this.pictures = pictures.stream().map(UnsafeByteOperations::unsafeWrap).toList();
        producer = new FrameProducer(bootstrap, topics.frames());
        reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = reader.partitionsFor(topics.segmentations()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        reader.assign(partitions);
        reader.seekToEnd(partitions);
        partitions.forEach(reader::position);
    }

    /** Waits for the first result, and then saturates the mode for {@code seconds}. */
    void warmUp(int cameras, double seconds) {
        send(0);
        drain();
        saturate(cameras, seconds);
    }

    /** Keeps {@value #MAX_IN_FLIGHT} frames in flight. */
    Measurement saturate(int cameras, double seconds) {
        Semaphore slots = new Semaphore(MAX_IN_FLIGHT);
        return measure(seconds, slots, count -> {
            slots.acquireUninterruptibly();
            send(count % cameras);
        });
    }

    /** Sends {@code fps} frames per second over all cameras, at equal intervals. */
    Measurement paced(int cameras, double fps, double seconds) {
        long start = System.nanoTime();
        return measure(seconds, new Semaphore(0), count -> {
            long due = start + (long) (count / fps * 1e9);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            send(count % cameras);
        });
    }

    private interface FrameSender {
        /** Waits until the frame is due and sends it. */
        void send(long count);
    }

    private Measurement measure(double seconds, Semaphore answered, FrameSender sender) {
        AtomicBoolean sending = new AtomicBoolean(true);
        Thread cameras = new Thread(
                () -> {
                    for (long count = 0; sending.get(); count++) {
                        sender.send(count);
                    }
                },
                "cameras");
        cameras.setDaemon(true);
        cameras.start();
        try {
            read(seconds / 4, answered); // until the rate is steady
            double cpu = mode.cpuSeconds();
            long start = System.nanoTime();
            List<Segmentation> results = new ArrayList<>();
            List<Double> latencies = new ArrayList<>();
            long end = start + (long) (seconds * 1e9);
            while (System.nanoTime() < end || results.isEmpty()) {
                readOnce(answered, results, latencies);
            }
            double elapsed = (System.nanoTime() - start) / 1e9;
            return new Measurement(results.size(), elapsed, mode.cpuSeconds() - cpu, latencies, stages(results));
        } finally {
            sending.set(false);
            answered.release(MAX_IN_FLIGHT);
            await(cameras);
            drain();
        }
    }

    private void read(double seconds, Semaphore answered) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            readOnce(answered, new ArrayList<>(), new ArrayList<>());
        }
    }

    private void drain() {
        long deadline = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
        while (received < sent.get()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        received + " of " + sent + " frames have a result after " + DRAIN_TIMEOUT.toSeconds() + " s");
            }
            readOnce(new Semaphore(0), new ArrayList<>(), new ArrayList<>());
        }
    }

    private void readOnce(Semaphore answered, List<Segmentation> results, List<Double> latencies) {
        mode.checkAlive();
        if (failure.get() != null) {
            throw new IllegalStateException(
                    "a frame could not be sent: " + failure.get().getMessage(), failure.get());
        }
        ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
        Instant now = Instant.now();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Segmentation segmentation = parse(record.value());
            Instant captured = Instant.ofEpochSecond(
                    segmentation.getCapturedAt().getSeconds(),
                    segmentation.getCapturedAt().getNanos());
            latencies.add(Duration.between(captured, now).toNanos() / 1e6);
            results.add(Segmentation.newBuilder()
                    .setTimings(segmentation.getTimings())
                    .build());
            received++;
            answered.release();
        }
    }

    private static Segmentation parse(byte[] value) {
        try {
            Segmentation segmentation = Segmentation.parseFrom(value);
            if (!segmentation.hasResult()) {
                throw new IllegalStateException("a frame failed: " + segmentation.getFailed());
            }
            return segmentation;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a record in the result topic is not a Segmentation", e);
        }
    }

    private static Map<String, Double> stages(List<Segmentation> results) {
        Map<String, Double> micros = new LinkedHashMap<>();
        for (Segmentation result : results) {
            Timings timings = result.getTimings();
            micros.merge("queue", Durations.toNanos(timings.getQueue()) / 1e3 / results.size(), Double::sum);
            micros.merge("decode", Durations.toNanos(timings.getDecode()) / 1e3 / results.size(), Double::sum);
            micros.merge("infer", Durations.toNanos(timings.getInfer()) / 1e3 / results.size(), Double::sum);
            micros.merge("encode", Durations.toNanos(timings.getEncode()) / 1e3 / results.size(), Double::sum);
        }
        return micros;
    }

    private void send(long camera) {
        long number = sent.getAndIncrement();
        Instant now = Instant.now();
        Frame frame = Frame.newBuilder()
                .setCameraId("camera-" + camera)
                .setFrameId(Long.toString(number))
                .setSequence(number)
                .setCapturedAt(Timestamps.fromNanos(TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano()))
                .setEncoded(pictures.get((int) (number % pictures.size())))
                .build();
        producer.send(frame).whenComplete((metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        producer.close();
        reader.close();
    }
}
