package dev.eader.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.eader.broker.Topics;
import dev.eader.camera.FrameProducer;
import dev.eader.config.EaderConfig;
import dev.eader.v1.Frame;
import dev.eader.v1.Wanted;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes uploaded pictures to the topic of frames. */
@Path("/api/frames")
@Singleton
public class FramesResource {
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Topics topics;
    private final int maxBytes;
    /** Starts at the current time in milliseconds, so that it also increases across restarts. */
    private final AtomicLong sequence = new AtomicLong(Instant.now().toEpochMilli());

    private Producer<byte[], byte[]> producer;

    @Inject
    FramesResource(ConsoleClients clients, Topics topics, EaderConfig config) {
        this(clients::producer, topics, config.image().maxBytes());
    }

    FramesResource(Supplier<Producer<byte[], byte[]>> producers, Topics topics, int maxBytes) {
        this.producers = producers;
        this.topics = topics;
        this.maxBytes = maxBytes;
    }

    /**
     * Writes one picture as a frame that requests attention maps. The picture is not decoded here: a corrupt one is accepted and
     * fails in the pipeline, like one of a camera.
     *
     * @param camera camera id of the frame
     * @param model name of the model; empty for the default model
     * @param labels names of classes known to be in the picture
     * @param picture a JPEG, PNG or WebP file
     * @return 202 with {@link Receipt}; 400 without camera or picture, 413 if the picture is too large, 503 if Kafka does not accept
     *     the frame
     */
    @POST
    @Consumes({"image/*", "application/octet-stream"})
    public Response send(
            @QueryParam("camera") @DefaultValue("dropped") String camera,
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("label") List<String> labels,
            byte[] picture) {
        if (camera.isBlank()) {
            return error(400, "The camera name is empty. Set it with /api/frames?camera=NAME.");
        }
        if (picture == null || picture.length == 0) {
            return error(400, "The request has no body. Send a JPEG, PNG or WebP file as the body.");
        }
        if (picture.length > maxBytes) {
            return error(
                    413,
                    String.format(
                            Locale.ROOT,
                            "The picture has %d bytes, but eader.image.max-bytes accepts at most %d.",
                            picture.length,
                            maxBytes));
        }
        Frame frame = frame(camera, model, labels, picture);
        ProducerRecord<byte[], byte[]> record = FrameProducer.record(topics.frames(), frame);
        try {
            RecordMetadata written = producer().send(record).get();
            return Response.accepted(new Receipt(
                            camera, frame.getFrameId(), frame.getSequence(), written.partition(), written.offset()))
                    .build();
        } catch (KafkaException | ExecutionException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            return error(503, "Kafka did not accept the frame: " + cause.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(503, "The service is stopping. Send the picture again later.");
        }
    }

    private Frame frame(String camera, String model, List<String> labels, byte[] picture) {
        Instant now = Instant.now();
        long number = sequence.incrementAndGet();
        return Frame.newBuilder()
                .setCameraId(camera)
                .setFrameId("upload-" + number)
                .setSequence(number)
                .setCapturedAt(
                        Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .setEncoded(ByteString.copyFrom(picture))
                .setModel(model)
                .addAllLabels(labels)
                .setWanted(Wanted.newBuilder().setAttention(true))
                .build();
    }

    /** Creates the producer at the first upload. */
    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }

    private static Response error(int status, String error) {
        return ErrorResponse.of(status, error).build();
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Receipt(String camera, String frameId, long sequence, int partition, long offset) {}
}
