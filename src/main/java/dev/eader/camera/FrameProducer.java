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
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes frames to their topic: keyed by camera, so that a camera keeps its order, with the headers of a CloudEvent
 * (Kafka binding, binary mode) and of a new trace. Thread-safe.
 */
public final class FrameProducer implements AutoCloseable {

    /** The CloudEvents type of a frame. */
    public static final String EVENT_TYPE = "dev.eader.frame.v1";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Map<String, Object> SETTINGS = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            // Pictures are compressed already.
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "none",
            // more in flight bring spurious out-of-order-sequence errors under load, and frames that time out
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1,
            // a frame is a batch: to wait for another would only make it older
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            Topics.MAX_FRAME_BYTES,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            PATIENCE.toMillis(),
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) PATIENCE.toMillis() / 3,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            (int) PATIENCE.toMillis());

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final SendTracer tracing;

    /** @throws org.apache.kafka.common.KafkaException when {@code bootstrap} is no {@code HOST:PORT[,HOST:PORT...]} */
    public FrameProducer(String bootstrap, String topic) {
        this(bootstrap, topic, SendTracer.OFF);
    }

    /** @throws org.apache.kafka.common.KafkaException when {@code bootstrap} is no {@code HOST:PORT[,HOST:PORT...]} */
    public FrameProducer(String bootstrap, String topic, SendTracer tracing) {
        this(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap), topic, tracing);
    }

    /**
     * @param connection the broker, and what it asks of a client: TLS, SASL
     * @throws org.apache.kafka.common.KafkaException when it is no connection
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
     * Sends a frame that has its camera id. Waits where the broker is slower than the frames come.
     *
     * @return done when the broker has it, with where it stands; or with why it has not, within 30 s
     */
    public CompletableFuture<RecordMetadata> send(Frame frame) {
        var sent = new CompletableFuture<RecordMetadata>();
        var record = record(topic, frame);
        var traced = new AtomicReference<Consumer<Exception>>(error -> {});
        Observing.run("the trace of a frame that is sent", () -> traced.set(tracing.startSend(record)));
        producer.send(record, (metadata, error) -> {
            Observing.run(
                    "the trace of a frame that was sent", () -> traced.get().accept(error));
            if (error == null) {
                sent.complete(metadata);
            } else {
                sent.completeExceptionally(error);
            }
        });
        return sent;
    }

    /** Returns when each frame sent before is with the broker, or has failed. */
    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
    }

    /** The record of a frame that has its camera id, with its headers. */
    public static ProducerRecord<byte[], byte[]> record(String topic, Frame frame) {
        var record = new ProducerRecord<>(topic, frame.getCameraId().getBytes(UTF_8), frame.toByteArray());
        var capturedAt = Instant.ofEpochSecond(
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

    /** A new trace, sampled: W3C forbids ids of zeros alone. */
    private static String traceparent() {
        var random = ThreadLocalRandom.current();
        return String.format(
                Locale.ROOT, "00-%016x%016x-%016x-01", random.nextLong(), nonZero(random), nonZero(random));
    }

    private static long nonZero(ThreadLocalRandom random) {
        return random.nextLong(1, Long.MAX_VALUE);
    }
}
