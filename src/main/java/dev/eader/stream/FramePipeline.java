package dev.eader.stream;

import dev.eader.fetch.ClaimCheck;
import dev.eader.image.DecodedImage;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageException;
import dev.eader.image.PixelFormat;
import dev.eader.image.RawImage;
import dev.eader.inference.BatchedPrediction;
import dev.eader.inference.Batcher;
import dev.eader.inference.ModelLease;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.ModelTimeoutException;
import dev.eader.inference.StaleImageException;
import dev.eader.inference.UnknownModelException;
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

/**
 * A frame's way: parse, decode, batch, infer, encode. Whatever happens on it becomes an outcome; the future that it gives
 * never fails, except by being cancelled.
 */
public final class FramePipeline {
    private final ImageDecoder decoder;
    private final ClaimCheck claimCheck;
    private final ModelRegistry models;
    private final Batcher batcher;
    private final FrameAgeLimits freshness;
    private final Executor workers;

    /** @param workers where all but the inference is done */
    public FramePipeline(
            ImageDecoder decoder,
            ClaimCheck claimCheck,
            ModelRegistry models,
            Batcher batcher,
            FrameAgeLimits freshness,
            Executor workers) {
        this.decoder = decoder;
        this.claimCheck = claimCheck;
        this.models = models;
        this.batcher = batcher;
        this.freshness = freshness;
        this.workers = workers;
    }

    /** Starts a frame on its way. */
    public CompletableFuture<FrameOutcome> submit(FrameRecord record) {
        FrameTimeline timeline = new FrameTimeline(record.polledNanos());
        return CompletableFuture.supplyAsync(() -> begin(record, timeline), workers)
                .thenCompose(outcome -> outcome)
                .exceptionally(failure -> failed(record, cause(failure), timeline));
    }

    private CompletableFuture<FrameOutcome> begin(FrameRecord record, FrameTimeline timeline) {
        try {
            timeline.enter(FrameStage.PARSE);
            refuseReplaced(record);
            Frame frame = FrameParser.parse(record);
            OutcomeWriter writer = new OutcomeWriter(record, frame, freshness, timeline);
            Optional<Duration> tooOld = freshness.tooOld(frame);
            if (tooOld.isPresent()) {
                return CompletableFuture.completedFuture(writer.skipped(tooOld.get()));
            }
            try (ModelLease model = lease(frame)) {
                timeline.meantFor(model.description());
                float[] present = present(frame, model);
                DecodedImage decoded = decode(frame, model, timeline);
                writer.decoded(decoded.original());
                // decoding took its time, and inference is what costs
                tooOld = freshness.tooOld(frame);
                if (tooOld.isPresent()) {
                    return CompletableFuture.completedFuture(writer.skipped(tooOld.get()));
                }
                ModelInput input = new ModelInput(
                        decoded.image().width(),
                        decoded.image().height(),
                        decoded.image().pixels(),
                        present);
                timeline.enter(FrameStage.BATCH);
                // and so did waiting for a batch
                CompletableFuture<BatchedPrediction> prediction =
                        batcher.submit(model, input, () -> freshness.tooLate(frame));
                return prediction
                        .thenApplyAsync(batched -> writer.result(batched, present), workers)
                        .exceptionally(failure -> late(failure, writer, freshness.age(frame)));
            }
        } catch (FrameFailure failure) {
            return CompletableFuture.completedFuture(failed(record, failure, timeline));
        }
    }

    private static void refuseReplaced(FrameRecord record) throws FrameFailure {
        OptionalLong bytes = FrameDeserializer.replacedBytes(record.headers());
        if (bytes.isPresent()) {
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.TOO_MANY_BYTES,
                    String.format(
                            Locale.ROOT,
                            "the record's value has %d bytes after decompression; `eader.image.max-bytes` and 2 MiB are accepted",
                            bytes.getAsLong()));
        }
    }

    private static FrameOutcome late(Throwable failure, OutcomeWriter writer, Duration age) {
        if (cause(failure) instanceof StaleImageException) {
            return writer.skipped(age);
        }
        throw new CompletionException(cause(failure));
    }

    private ModelLease lease(Frame frame) throws FrameFailure {
        return models.lease(frame.getModel())
                .orElseThrow(() -> new FrameFailure(
                        Stage.PARSE,
                        Code.UNKNOWN_MODEL,
                        "no model '" + frame.getModel() + "' is loaded; there are "
                                + models.descriptions().keySet()));
    }

    private static float[] present(Frame frame, ModelLease model) throws FrameFailure {
        List<String> classes = model.description().classes();
        float[] present = new float[classes.size()];
        Arrays.fill(present, frame.getLabelsCount() == 0 ? ModelInput.BY_SCORE : ModelInput.ABSENT);
        for (String label : frame.getLabelsList()) {
            int index = classes.indexOf(label);
            if (index < 0) {
                throw new FrameFailure(
                        Stage.PARSE,
                        Code.UNKNOWN_LABEL,
                        "model '" + model.description().name() + "' has no class '" + label + "'; it has " + classes);
            }
            present[index] = ModelInput.PRESENT;
        }
        return present;
    }

    private DecodedImage decode(Frame frame, ModelLease model, FrameTimeline timeline) throws FrameFailure {
        try {
            if (frame.hasRaw()) {
                timeline.enter(FrameStage.DECODE);
                return decoder.decode(
                        raw(frame.getRaw()), size -> model.description().inputSizeOf(size.width(), size.height()));
            }
            byte[] encoded;
            if (frame.hasUri()) {
                timeline.enter(FrameStage.FETCH);
                encoded = claimCheck.fetch(frame.getUri());
                timeline.enter(FrameStage.DECODE);
            } else {
                timeline.enter(FrameStage.DECODE);
                encoded = frame.getEncoded().toByteArray();
            }
            return decoder.decode(encoded, size -> model.description().inputSizeOf(size.width(), size.height()));
        } catch (ImageException e) {
            throw new FrameFailure(Stage.DECODE, code(e.reason()), e.getMessage());
        }
    }

    private static RawImage raw(dev.eader.v1.RawImage raw) throws FrameFailure {
        PixelFormat format =
                switch (raw.getFormat()) {
                    case RGB, BGR, GRAY, RGBA, BGRA, GRAY16, NV12, NV21, I420, YUYV, UYVY ->
                        PixelFormat.valueOf(raw.getFormat().name());
                    case FORMAT_UNSPECIFIED, UNRECOGNIZED ->
                        throw new FrameFailure(
                                Stage.DECODE,
                                Code.UNKNOWN_FORMAT,
                                "raw pixels are one of " + Arrays.toString(PixelFormat.values()) + ", not format "
                                        + raw.getFormatValue());
                };
        RawImage.Matrix matrix =
                switch (raw.getMatrix()) {
                    case MATRIX_UNSPECIFIED, BT601 -> RawImage.Matrix.BT601;
                    case BT709 -> RawImage.Matrix.BT709;
                    case UNRECOGNIZED ->
                        throw new FrameFailure(
                                Stage.DECODE,
                                Code.UNKNOWN_FORMAT,
                                "the colour matrix is BT601 or BT709, not number " + raw.getMatrixValue());
                };
        RawImage.Range range =
                switch (raw.getRange()) {
                    case RANGE_UNSPECIFIED, LIMITED -> RawImage.Range.LIMITED;
                    case FULL -> RawImage.Range.FULL;
                    case UNRECOGNIZED ->
                        throw new FrameFailure(
                                Stage.DECODE,
                                Code.UNKNOWN_FORMAT,
                                "the colour range is LIMITED or FULL, not number " + raw.getRangeValue());
                };
        return new RawImage(
                raw.getWidth(),
                raw.getHeight(),
                format,
                raw.getStride(),
                matrix,
                range,
                raw.getPixels().toByteArray());
    }

    private static Code code(ImageException.Reason reason) {
        return switch (reason) {
            case EMPTY -> Code.NO_IMAGE;
            case UNKNOWN_FORMAT -> Code.UNKNOWN_FORMAT;
            case TRUNCATED -> Code.TRUNCATED_IMAGE;
            case CORRUPT -> Code.CORRUPT_IMAGE;
            case TOO_MANY_PIXELS -> Code.TOO_MANY_PIXELS;
            case TOO_MANY_BYTES -> Code.TOO_MANY_BYTES;
        };
    }

    private FrameOutcome failed(FrameRecord record, Throwable cause, FrameTimeline timeline) {
        FrameFailure failure;
        if (cause instanceof FrameFailure known) {
            failure = known;
        } else if (cause instanceof ModelTimeoutException) {
            failure = new FrameFailure(Stage.INFER, Code.MODEL_TIMEOUT, cause.getMessage());
        } else if (cause instanceof UnknownModelException) {
            failure = new FrameFailure(Stage.PARSE, Code.UNKNOWN_MODEL, cause.getMessage());
        } else if (cause instanceof EncodeException) {
            failure = new FrameFailure(Stage.ENCODE, Code.INTERNAL, cause.getMessage());
        } else {
            failure = new FrameFailure(Stage.INFER, Code.MODEL_FAILED, String.valueOf(cause.getMessage()));
        }
        return new OutcomeWriter(record, identity(record), freshness, timeline).failed(failure);
    }

    /** The outcome of a record must never depend on whether its identity can be read. */
    private static Frame identity(FrameRecord record) {
        try {
            return FrameParser.identity(record);
        } catch (RuntimeException e) {
            return Frame.getDefaultInstance();
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
