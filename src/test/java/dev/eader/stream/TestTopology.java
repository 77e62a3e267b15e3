package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.eader.broker.Topics;
import dev.eader.fetch.ClaimCheck;
import dev.eader.fetch.ClaimCheckOptions;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageLimits;
import dev.eader.inference.BatchOptions;
import dev.eader.inference.Batcher;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ImageModel;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.SegmentationModel;
import dev.eader.inference.model.TinyModel;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FramingSerializer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The real topology and pipeline without a broker. Serves a tiny real model, {@code tiny}, which is the default. */
public final class TestTopology implements AutoCloseable {
    public static final int MAX_IMAGE_BYTES = 100_000;

    private static final Topics TOPICS = Topics.prefixed("");
    private static final byte[] CAMERA = "door".getBytes(UTF_8);

    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ModelRegistry models;
    private final Batcher batcher;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> frames;
    private final TestOutputTopic<byte[], byte[]> segmentations;
    private final TestOutputTopic<byte[], byte[]> deadLetters;

    /** Every setting has a default. */
    public static final class Builder {
        private final Map<String, ImageModel> models = new HashMap<>();
        private InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(TestFrames.TAKEN_MILLIS + 40));
        private Map<String, Duration> cameraAgeLimits = Map.of();
        private Duration inferenceTimeout = Duration.ofSeconds(20);
        private ClaimCheckOptions uris = ClaimCheckOptions.off();
        private Serializer<byte[]> framing = FramingSerializer.raw();
        private TopicLimits limits = TopicLimits.NONE;
        private OutputRefusals refusals = new OutputRefusals();
        private MeterRegistry meters = new SimpleMeterRegistry();
        private FrameTracing tracing = FrameTracing.OFF;

        private Builder() {}

        /** Time by which ages of frames are computed; by default, 40 ms after the capture of {@link TestFrames}. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        public Builder cameraAgeLimits(Map<String, Duration> limits) {
            this.cameraAgeLimits = limits;
            return this;
        }

        /** Serves a model beside {@code tiny}. */
        public Builder model(String name, ImageModel model) {
            models.put(name, model);
            return this;
        }

        public Builder inferenceTimeout(Duration timeout) {
            this.inferenceTimeout = timeout;
            return this;
        }

        /** URIs that frames may name; by default, none. */
        public Builder uris(ClaimCheckOptions uris) {
            this.uris = uris;
            return this;
        }

        public Builder framing(Serializer<byte[]> framing) {
            this.framing = framing;
            return this;
        }

        public Builder limits(TopicLimits limits) {
            this.limits = limits;
            return this;
        }

        Builder refusals(OutputRefusals refusals) {
            this.refusals = refusals;
            return this;
        }

        public Builder meters(MeterRegistry meters) {
            this.meters = meters;
            return this;
        }

        public Builder tracing(FrameTracing tracing) {
            this.tracing = tracing;
            return this;
        }

        public TestTopology start() {
            return new TestTopology(this);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Starts with the default settings. */
    public static TestTopology start() {
        return builder().start();
    }

    private TestTopology(Builder settings) {
        models = new ModelRegistry("tiny", new ModelOptions(DeviceChoice.CPU, 1));
        models.serve("tiny", load(new TinyModel()));
        settings.models.forEach(models::serve);
        FrameMetrics metrics = new FrameMetrics(settings.meters);
        batcher = new Batcher(models, new BatchOptions(4, Duration.ofMillis(1), settings.inferenceTimeout), metrics);
        FramePipeline pipeline = new FramePipeline(
                new ImageDecoder(new ImageLimits(MAX_IMAGE_BYTES, 1_000_000)),
                new ClaimCheck(settings.uris, () -> null),
                models,
                batcher,
                new FrameAgeLimits(
                        false, Duration.ofMillis(500), settings.cameraAgeLimits, Duration.ZERO, settings.clock),
                workers);
        LookAhead lookAhead = new LookAhead(pipeline::submit, 8, 1 << 20, metrics);
        TopicOutput output = new TopicOutput(settings.framing, settings.limits, settings.refusals);
        Properties streams = new Properties();
        streams.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        driver = new TopologyTestDriver(
                SegmentationTopology.of(TOPICS, lookAhead, metrics, settings.tracing, output), streams);
        frames = driver.createInputTopic(TOPICS.frames(), new ByteArraySerializer(), new ByteArraySerializer());
        segmentations = output(TOPICS.segmentations());
        deadLetters = output(TOPICS.deadLetters());
    }

    /** Loads a tiny model on one thread of the CPU. */
    public static ImageModel load(TinyModel model) {
        return SegmentationModel.load("tiny", model.bytes(), new ModelOptions(DeviceChoice.CPU, 1));
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns the outcome of a frame of the camera {@code door}. */
    public Segmentation process(byte[] value) {
        return segmentation(send(value, new RecordHeaders()).value());
    }

    public Segmentation process(Frame frame) {
        return process(frame.toByteArray());
    }

    /** Returns the record of the outcome of a frame of the camera {@code door}. */
    public TestRecord<byte[], byte[]> send(byte[] value, Headers headers) {
        return send(CAMERA, value, headers);
    }

    /** Returns the record of the outcome. */
    public TestRecord<byte[], byte[]> send(byte[] key, byte[] value, Headers headers) {
        frames.pipeInput(new TestRecord<>(key, value, headers, TestFrames.TAKEN_MILLIS));
        return segmentations.readRecord();
    }

    /** Returns the next dead letter. */
    public TestRecord<byte[], byte[]> deadLetter() {
        return deadLetters.readRecord();
    }

    /** Returns the dead letters that are not read yet. */
    public List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    public static Segmentation segmentation(byte[] value) {
        try {
            return Segmentation.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the last value of a header as text. */
    public static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        driver.close();
        batcher.close();
        models.close();
        workers.shutdownNow();
    }
}
