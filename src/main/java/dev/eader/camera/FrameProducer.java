package dev.eader.camera;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.broker.Topics;
import dev.eader.observe.Observing;
import dev.eader.v1.Frame;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends frames to Kafka. The record key is the camera id, so the frames of a camera keep their order. Headers are those of
 * a CloudEvent (Kafka binding, binary mode) and of a new W3C trace. Thread-safe.
 */
public final class FrameProducer implements AutoCloseable {

    /** The CloudEvents type of a frame. */
    public static final String EVENT_TYPE = "dev.eader.frame.v1";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
            Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
            // Images are already compressed.
            Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"),
            // More requests in flight cause spurious out-of-order-sequence errors and timeouts under load.
            Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
            // A frame is large enough to be a batch; lingering would only add latency.
            Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
            Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_FRAME_BYTES),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis()),
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 3),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis()));

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final SendTracer tracing;

    /** @throws KafkaException if {@code bootstrap} is not {@code HOST:PORT[,HOST:PORT...]} */
    public FrameProducer(String bootstrap, String topic) {
        this(bootstrap, topic, SendTracer.OFF);
    }

    /** @throws KafkaException if {@code bootstrap} is not {@code HOST:PORT[,HOST:PORT...]} */
    public FrameProducer(String bootstrap, String topic, SendTracer tracing) {
        this(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap), topic, tracing);
    }

    /**
     * @param connection Kafka client properties: bootstrap servers, and TLS and SASL where the broker requires them
     * @throws KafkaException if the properties are invalid
     */
    public FrameProducer(Map<String, Object> connection, String topic) {
        this(connection, topic, SendTracer.OFF);
    }

    private FrameProducer(Map<String, Object> connection, String topic, SendTracer tracing) {
        this.topic = topic;
        this.tracing = tracing;
        Map<String, Object> settings = new HashMap<>(connection);
        settings.putAll(SETTINGS);
        settings.computeIfPresent(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, (name, size) -> connection.getOrDefault(name, size));
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Sends a frame. Blocks for up to 30 seconds while the buffer of the producer is full.
     *
     * @param frame must have a camera id
     * @return completed with topic, partition and offset when the broker acknowledges the record, or exceptionally within
     *     30 seconds
     */
    public CompletableFuture<RecordMetadata> send(Frame frame) {
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        ProducerRecord<byte[], byte[]> record = record(topic, frame);
        AtomicReference<Consumer<Exception>> endOfSend = new AtomicReference<>(error -> {});
        Observing.run("tracing the start of a send", () -> endOfSend.set(tracing.startSend(record)));
        producer.send(record, (metadata, error) -> {
            Observing.run("tracing the end of a send", () -> endOfSend.get().accept(error));
            if (error == null) {
                sent.complete(metadata);
            } else {
                sent.completeExceptionally(error);
            }
        });
        return sent;
    }

    /** Blocks until all frames passed to {@link #send} are acknowledged by the broker or have failed. */
    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close(TIMEOUT);
    }

    /** Returns the record of a frame, with its headers. The frame must have a camera id. */
    public static ProducerRecord<byte[], byte[]> record(String topic, Frame frame) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, frame.getCameraId().getBytes(UTF_8), frame.toByteArray());
        Instant capturedAt = Instant.ofEpochSecond(
                frame.getCapturedAt().getSeconds(), frame.getCapturedAt().getNanos());
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", frame.getFrameId());
        header(
                record,
                "ce_source",
                "/cameras/" + URLEncoder.encode(frame.getCameraId(), UTF_8).replace("+", "%20"));
        header(record, "ce_type", EVENT_TYPE);
        header(record, "ce_time", capturedAt.toString());
        header(record, "content-type", "application/protobuf");
        header(record, "traceparent", traceparent());
        return record;
    }

    private static void header(ProducerRecord<?, ?> record, String name, String value) {
        record.headers().add(name, value.getBytes(UTF_8));
    }

    /** Returns a new, sampled trace context. W3C forbids ids that consist of zeros only. */
    private static String traceparent() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format(
                Locale.ROOT, "00-%016x%016x-%016x-01", random.nextLong(), nonZero(random), nonZero(random));
    }

    private static long nonZero(ThreadLocalRandom random) {
        return random.nextLong(1, Long.MAX_VALUE);
    }
}
