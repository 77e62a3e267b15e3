package dev.eader.stream;

import dev.eader.fetch.ClaimCheck;
import dev.eader.image.DecodedImage;
import dev.eader.image.ImageDecoder;
import dev.eader.inference.Batcher;
import dev.eader.inference.ModelLease;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.ModelTimeoutException;
import dev.eader.inference.StaleImageException;
import dev.eader.inference.model.ModelInput;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import dev.eader.wire.FrameDeserializer;
import dev.eader.wire.FrameFailure;
import dev.eader.wire.FrameParser;
import dev.eader.wire.FrameRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Processes one frame: parse, decode, batch, infer, encode. Every error becomes a {@code failed} outcome. Thread-safe. */
public final class FramePipeline {
    private final FrameDecoder decoder;
    private final ModelRegistry models;
    private final Batcher batcher;
    private final FrameAgeLimits ageLimits;
    private final Executor workers;

    /** @param workers runs all stages except inference */
    public FramePipeline(
            ImageDecoder decoder,
            ClaimCheck claimCheck,
            ModelRegistry models,
            Batcher batcher,
            FrameAgeLimits ageLimits,
            Executor workers) {
        this.decoder = new FrameDecoder(decoder, claimCheck);
        this.models = models;
        this.batcher = batcher;
        this.ageLimits = ageLimits;
        this.workers = workers;
    }

    /**
     * Starts processing a frame.
     *
     * @return completes with the frame's outcome; never fails, except by being cancelled
     */
    public CompletableFuture<FrameOutcome> submit(FrameRecord record) {
        FrameTimeline timeline = new FrameTimeline(record.polledNanos());
        return CompletableFuture.supplyAsync(() -> process(record, timeline), workers)
                .thenCompose(Function.identity())
                .exceptionally(failure -> failed(record, failure(unwrap(failure)), timeline));
    }

    /** The frame's age is checked again after decoding and, by the batcher, before inference, the most expensive stage. */
    private CompletableFuture<FrameOutcome> process(FrameRecord record, FrameTimeline timeline) {
        timeline.enter(FrameStage.PARSE);
        requireOwnValue(record);
        Frame frame = FrameParser.parse(record);
        OutcomeBuilder outcome = new OutcomeBuilder(record, frame, ageLimits, timeline);
        Optional<Duration> tooOld = ageLimits.ageIfTooOld(frame);
        if (tooOld.isPresent()) {
            return CompletableFuture.completedFuture(outcome.skipped(tooOld.get()));
        }
        try (ModelLease model = lease(frame)) {
            timeline.setModel(model.description());
            float[] present = present(frame, model);
            DecodedImage decoded = decoder.decode(frame, model.description(), timeline);
            tooOld = ageLimits.ageIfTooOld(frame);
            if (tooOld.isPresent()) {
                return CompletableFuture.completedFuture(outcome.skipped(tooOld.get()));
            }
            timeline.enter(FrameStage.BATCH);
            return batcher.submit(
                            model, ModelInput.of(decoded.image(), present), () -> ageLimits.isTooOldForInference(frame))
                    .thenApplyAsync(batched -> outcome.result(batched, present, decoded.original()), workers)
                    .exceptionally(failure -> skippedIfTooLate(unwrap(failure), outcome, ageLimits.age(frame)));
        }
    }

    private static FrameOutcome skippedIfTooLate(Throwable failure, OutcomeBuilder outcome, Duration age) {
        if (failure instanceof StaleImageException) {
            return outcome.skipped(age);
        }
        throw new CompletionException(failure);
    }

    private static void requireOwnValue(FrameRecord record) {
        OptionalLong bytes = FrameDeserializer.replacedBytes(record.headers());
        if (bytes.isPresent()) {
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.TOO_MANY_BYTES,
                    String.format(
                            Locale.ROOT,
                            "the record's value must have at most eader.image.max-bytes plus 2 MiB after decompression, but has %d bytes",
                            bytes.getAsLong()));
        }
    }

    private ModelLease lease(Frame frame) {
        return models.lease(frame.getModel())
                .orElseThrow(() -> new FrameFailure(
                        Stage.PARSE,
                        Code.UNKNOWN_MODEL,
                        "the frame asks for model '" + frame.getModel() + "', which is not loaded; loaded are "
                                + models.descriptions().keySet()));
    }

    /** Returns for each class of the model whether the frame's labels contain it; without labels, the model decides. */
    private static float[] present(Frame frame, ModelLease model) {
        List<String> classes = model.description().classes();
        float[] present = new float[classes.size()];
        Arrays.fill(present, frame.getLabelsCount() == 0 ? ModelInput.BY_SCORE : ModelInput.ABSENT);
        for (String label : frame.getLabelsList()) {
            int index = classes.indexOf(label);
            if (index < 0) {
                throw new FrameFailure(
                        Stage.PARSE,
                        Code.UNKNOWN_LABEL,
                        "the frame has label '" + label + "', which is not a class of model '"
                                + model.description().name() + "'; its classes are " + classes);
            }
            present[index] = ModelInput.PRESENT;
        }
        return present;
    }

    /** Returns the failure of a stage; any other exception comes from inference. */
    private static FrameFailure failure(Throwable cause) {
        if (cause instanceof FrameFailure failure) {
            return failure;
        }
        Code code = cause instanceof ModelTimeoutException ? Code.MODEL_TIMEOUT : Code.MODEL_FAILED;
        return new FrameFailure(Stage.INFER, code, String.valueOf(cause.getMessage()));
    }

    private FrameOutcome failed(FrameRecord record, FrameFailure failure, FrameTimeline timeline) {
        return new OutcomeBuilder(record, identity(record), ageLimits, timeline).failed(failure);
    }

    /** A record whose identity cannot be read still gets an outcome. */
    private static Frame identity(FrameRecord record) {
        try {
            return FrameParser.identity(record);
        } catch (RuntimeException e) {
            return Frame.getDefaultInstance();
        }
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
