package dev.eader.console;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.console.live.FrameBroadcast;
import dev.eader.console.live.LiveEvent;
import dev.eader.console.live.LiveFrame;
import dev.eader.image.ImageException;
import dev.eader.stream.FramePipeline;
import dev.eader.v1.Frame;
import dev.eader.v1.Origin;
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
 * Runs a second model on the latest frame of a camera and compares both results. It shares the device with the stream and
 * writes nothing to Kafka.
 */
@Path("/api/compare")
@Singleton
@Produces("application/json")
public class CompareResource {
    private final FrameBroadcast broadcast;
    private final FramePipeline pipeline;

    @Inject
    CompareResource(FrameBroadcast broadcast, FramePipeline pipeline) {
        this.broadcast = broadcast;
        this.pipeline = pipeline;
    }

    /**
     * Runs a model on the camera's latest frame.
     *
     * @param camera name of the camera on the wall
     * @param model name of the served model; empty for the default model
     * @return {@link Comparison}; 404 if the camera's latest frame has no result or no picture, 422 if the model fails
     */
    @POST
    public CompletionStage<Response> compare(
            @QueryParam("camera") @DefaultValue("") String camera,
            @QueryParam("model") @DefaultValue("") String model) {
        return broadcast
                .latest(camera)
                .filter(frame -> frame.hasResult() && frame.picture().isPresent())
                .map(frame -> compare(frame, model))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        ErrorResponse.of(404, "The latest frame of camera '" + camera + "' has no result or no picture")
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
                                LiveEvent.of(new LiveFrame(frame.camera(), second, frame.picture(), frame.counts())),
                                ModelAgreement.of(frame.segmentation().getResult(), second.getResult())))
                        .build();
            } catch (ImageException e) {
                return ErrorResponse.of(500, e.getMessage()).build();
            }
        });
    }

    private static FrameRecord record(LiveFrame frame, String model) {
        ByteString picture = frame.picture().orElseThrow();
        Origin origin = frame.segmentation().getOrigin();
        Frame copy = Frame.newBuilder()
                .setCameraId(frame.camera())
                .setFrameId(frame.segmentation().getFrameId())
                .setSequence(frame.segmentation().getSequence())
                // the current time, so that the frame is not skipped as too old
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
                copy.toByteArray(),
                new RecordHeaders(),
                System.nanoTime());
    }

    record Comparison(LiveEvent first, LiveEvent second, ModelAgreement agreement) {}
}
