package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.util.Durations;
import dev.eader.v1.Frame;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends frames of several cameras in turn, at a given rate. */
final class Load implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<String> cameras;
    private final Scenes scenes = new Scenes(29);
    private final Map<String, Long> sequences = new HashMap<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private long sent;

    Load(String bootstrap, String topic, List<String> cameras) {
        this.topic = topic;
        this.cameras = cameras;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "max.in.flight.requests.per.connection", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends this many frames without delay; their outcomes have no time limit. */
    void burst(int frames) {
        for (int i = 0; i < frames; i++) {
            send(Duration.ofHours(1));
        }
        producer.flush();
    }

    /** Sends frames at this rate for this time. */
    void run(double framesPerSecond, Duration howLong) {
        long start = System.nanoTime();
        long frames = Math.round(framesPerSecond * howLong.toNanos() / 1e9);
        for (long i = 0; i < frames; i++) {
            long due = start + (long) (i * 1e9 / framesPerSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            send(null);
        }
        producer.flush();
    }

    private void send(Duration maxAge) {
        String camera = cameras.get((int) (sent++ % cameras.size()));
        Frame frame = scenes.frame(camera, sequences.merge(camera, 1L, Long::sum));
        if (maxAge != null) {
            frame = frame.toBuilder()
                    .setMaxAge(Durations.fromMillis(maxAge.toMillis()))
                    .build();
        }
        producer.send(new ProducerRecord<>(topic, camera.getBytes(UTF_8), frame.toByteArray()), (at, failed) -> {
            if (failed != null) {
                failure.compareAndSet(null, failed);
            }
        });
        if (failure.get() != null) {
            throw new IllegalStateException("a frame was not sent", failure.get());
        }
    }

    /** Number of frames sent so far. */
    long sent() {
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
