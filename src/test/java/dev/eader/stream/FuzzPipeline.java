package dev.eader.stream;

import dev.eader.broker.Topics;
import dev.eader.fetch.ClaimCheck;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageLimits;
import dev.eader.image.maps.PixelLabels;
import dev.eader.inference.BatchOptions;
import dev.eader.inference.Batcher;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ImageModel;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelInput;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.Prediction;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FrameRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Parse and decode as the service has them by default, before a model that sees nothing. */
final class FuzzPipeline implements AutoCloseable {
    private static final ImageLimits LIMITS = new ImageLimits(8_388_608, 33_554_432);
    /** What only a defect gives: bad input has codes of its own. */
    private static final Set<Code> DEFECTS = Set.of(Code.INTERNAL, Code.MODEL_FAILED, Code.MODEL_TIMEOUT);

    private final ModelRegistry models = new ModelRegistry("stub", new ModelOptions(DeviceChoice.CPU, 1));
    private final Batcher batcher;
    private final FramePipeline pipeline;

    FuzzPipeline() {
        // as the service does
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        models.serve("stub", new Stub());
        batcher =
                new Batcher(models, new BatchOptions(1, Duration.ZERO, Duration.ofSeconds(30)), (size, inferred) -> {});
        pipeline = new FramePipeline(
                new ImageDecoder(LIMITS),
                ClaimCheck.off(),
                models,
                batcher,
                new FrameAgeLimits(false, Duration.ofMillis(500), Map.of(), Duration.ZERO, Clock.systemUTC()),
                Runnable::run);
    }

    /** @throws AssertionError if the outcome tells of a defect, or does not fit its topic */
    FrameOutcome send(FrameRecord record) throws Exception {
        FrameOutcome outcome = pipeline.submit(record).get(20, TimeUnit.SECONDS);
        Segmentation segmentation = outcome.segmentation();
        if (DEFECTS.contains(segmentation.getFailed().getCode())) {
            throw new AssertionError("offset " + record.offset() + ": " + segmentation.getFailed());
        }
        long size = outcome.value().length + segmentation.getCameraId().length() * 3L;
        Headers headers = OutcomeHeaders.of(outcome);
        FrameTracing.OFF.trace(record, outcome, headers);
        for (Header header : headers) {
            size += header.key().length() + header.value().length;
        }
        if (size > Topics.MAX_RECORD_BYTES) {
            throw new AssertionError("offset " + record.offset() + ": its outcome has " + size + " bytes");
        }
        return outcome;
    }

    @Override
    public void close() {
        batcher.close();
        models.close();
    }

    /** Nothing but background, at once. */
    private static final class Stub implements ImageModel {
        private final ModelDescription description =
                new ModelDescription("stub", "1", "0".repeat(64), List.of("only"), 0.5f, 0.5f, 480, 32, "{}");

        @Override
        public ModelDescription description() {
            return description;
        }

        @Override
        public List<Prediction> predict(List<ModelInput> inputs) {
            return inputs.stream()
                    .map(input -> new Prediction(
                            new float[1],
                            new float[1][1],
                            1,
                            1,
                            new PixelLabels(input.width(), input.height(), new byte[input.width() * input.height()])))
                    .toList();
        }

        @Override
        public void close() {}
    }
}
