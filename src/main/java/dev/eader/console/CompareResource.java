package dev.eader.console;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.console.live.FrameBroadcast;
import dev.eader.console.live.LiveEvent;
import dev.eader.console.live.LiveFrame;
import dev.eader.image.ImageException;
import dev.eader.stream.FramePipeline;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Wanted;
import dev.eader.wire.FrameRecord;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A second model over the frames that are shown. It runs beside the stream, on the same device, and leaves nothing in
 * Kafka: a dry run before a model is put in another's place.
 */
@Path("/api/compare")
@Singleton
@Produces("application/json")
public class CompareResource {
    private final FrameBroadcast audience;
    private final FramePipeline pipeline;

    @Inject
    CompareResource(FrameBroadcast audience, FramePipeline pipeline) {
        this.audience = audience;
        this.pipeline = pipeline;
    }

    /**
     * Runs a model over a camera's last frame.
     *
     * @param camera as the wall names it
     * @param model the name that it is served as; empty: the default one
     * @return {@link Comparison}; 404 while there is no such frame with a result and its picture
     */
    @POST
    public CompletionStage<Response> compare(
            @QueryParam("camera") @DefaultValue("") String camera,
            @QueryParam("model") @DefaultValue("") String model) {
        return audience.last(camera)
                .filter(frame -> frame.hasResult() && frame.picture().isPresent())
                .map(frame -> compare(frame, model))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        ErrorResponse.of(404, "Camera '" + camera + "' has no frame with its picture just now")
                                .build()));
    }

    private CompletionStage<Response> compare(LiveFrame frame, String model) {
        return pipeline.submit(record(frame, model)).thenApply(outcome -> {
            Segmentation second = outcome.segmentation();
            if (!second.hasResult()) {
                return ErrorResponse.of(422, second.getFailed().getMessage()).build();
            }
            try {
                return Response.ok(new Comparison(
                                LiveEvent.of(frame),
                                LiveEvent.of(new LiveFrame(frame.camera(), second, frame.picture(), frame.tally())),
                                ModelAgreement.of(frame.segmentation().getResult(), second.getResult())))
                        .build();
            } catch (ImageException e) {
                return ErrorResponse.of(500, e.getMessage()).build();
            }
        });
    }

    private static FrameRecord record(LiveFrame frame, String model) {
        ByteString picture = frame.picture().orElseThrow();
        var origin = frame.segmentation().getOrigin();
        Frame again = Frame.newBuilder()
                .setCameraId(frame.camera())
                .setFrameId(frame.segmentation().getFrameId())
                .setSequence(frame.segmentation().getSequence())
                // now: its age is not what is asked after
                .setCapturedAt(Timestamps.now())
                .setEncoded(picture)
                .setModel(model)
                .setWanted(Wanted.newBuilder().setAttention(true))
                .build();
        return new FrameRecord(
                origin.getTopic(),
                origin.getPartition(),
                origin.getOffset(),
                System.currentTimeMillis(),
                frame.camera().getBytes(StandardCharsets.UTF_8),
                again.toByteArray(),
                new RecordHeaders(),
                System.nanoTime());
    }

    record Comparison(LiveEvent first, LiveEvent second, ModelAgreement agreement) {}
}
