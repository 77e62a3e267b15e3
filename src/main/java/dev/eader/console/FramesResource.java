package dev.eader.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.eader.EaderConfig;
import dev.eader.broker.Topics;
import dev.eader.camera.FrameProducer;
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
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Pictures that somebody drops on the page. They go the way of every frame, through Kafka. */
@Path("/api/frames")
@Singleton
public class FramesResource {
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Topics topics;
    private final int maxBytes;
    /** Counts on from the clock, so that it counts up over restarts too. */
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
     * Sends one picture as a frame, with attention wanted. What the picture is, is for the pipeline to judge: a broken
     * one is accepted here and fails there, as any camera's would.
     *
     * @param camera the camera it is to count as
     * @param model the model to run; empty: the service's default
     * @param labels class names known to be in the picture
     * @param picture a JPEG, PNG or WebP file
     * @return 202 with the frame's identity; 400 without a picture, 413 when it is too large, 503 when Kafka does not
     *     take it
     */
    @POST
    @Consumes({"image/*", "application/octet-stream"})
    public Response send(
            @QueryParam("camera") @DefaultValue("dropped") String camera,
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("label") List<String> labels,
            byte[] picture) {
        if (camera.isBlank()) {
            return refuse(400, "The camera must have a name: /api/frames?camera=NAME");
        }
        if (picture == null || picture.length == 0) {
            return refuse(400, "The request has no picture: its body must be a JPEG, PNG or WebP file");
        }
        if (picture.length > maxBytes) {
            return refuse(
                    413,
                    String.format(
                            Locale.ROOT,
                            "The picture has %d bytes; at most %d are accepted",
                            picture.length,
                            maxBytes));
        }
        Frame frame = frame(camera, model, labels, picture);
        var record = FrameProducer.record(topics.frames(), frame);
        try {
            RecordMetadata written = producer().send(record).get();
            return Response.accepted(new Receipt(
                            camera, frame.getFrameId(), frame.getSequence(), written.partition(), written.offset()))
                    .build();
        } catch (KafkaException | ExecutionException e) {
            Throwable why = e instanceof ExecutionException ? e.getCause() : e;
            return refuse(503, "Kafka did not take the frame: " + why.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refuse(503, "The service is stopping");
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

    /** Made when it is first needed: most consoles are only looked at. */
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

    private static Response refuse(int status, String error) {
        return ErrorResponse.of(status, error).build();
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Receipt(String camera, String frameId, long sequence, int partition, long offset) {}
}
