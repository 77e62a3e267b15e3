package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.broker.Topics;
import dev.eader.fetch.ClaimCheck;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageLimits;
import dev.eader.inference.BatchOptions;
import dev.eader.inference.Batcher;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.SegmentationModel;
import dev.eader.inference.model.TinyModel;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FramingSerializer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology with the tiny model, without a broker: one record in, one outcome out. */
public final class TestTopology implements AutoCloseable {
    private final ModelRegistry models;
    private final Batcher batcher;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> frames;
    private final TestOutputTopic<byte[], byte[]> segmentations;
    private final TestOutputTopic<byte[], byte[]> deadLetters;

    public TestTopology() {
        this(FramingSerializer.raw());
    }

    public TestTopology(FramingSerializer framing) {
        this(
                new TopicOutput(framing, TopicLimits.NONE, new OutputRefusals()),
                new SimpleMeterRegistry(),
                FrameTracing.OFF);
    }

    TestTopology(TopicOutput output) {
        this(output, new SimpleMeterRegistry(), FrameTracing.OFF);
    }

    TestTopology(MeterRegistry meters, FrameTracing tracing) {
        this(new TopicOutput(FramingSerializer.raw(), TopicLimits.NONE, new OutputRefusals()), meters, tracing);
    }

    private TestTopology(TopicOutput output, MeterRegistry meters, FrameTracing tracing) {
        ModelOptions options = new ModelOptions(DeviceChoice.CPU, 1);
        models = new ModelRegistry("tiny", options);
        models.serve("tiny", SegmentationModel.load("tiny", new TinyModel().bytes(), options));
        FrameMetrics metrics = new FrameMetrics(meters);
        batcher = new Batcher(models, new BatchOptions(1, Duration.ZERO, Duration.ofSeconds(20)), metrics);
        FramePipeline pipeline = new FramePipeline(
                new ImageDecoder(new ImageLimits(100_000, 1_000_000)),
                ClaimCheck.off(),
                models,
                batcher,
                new FrameAgeLimits(
                        false,
                        Duration.ofMillis(500),
                        Map.of(),
                        Duration.ZERO,
                        () -> Instant.ofEpochMilli(TestFrames.TAKEN_MILLIS + 40)),
                Runnable::run);
        Topics topics = Topics.prefixed("");
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        LookAhead lookAhead = new LookAhead(pipeline::submit, 8, 1 << 20, metrics);
        driver = new TopologyTestDriver(SegmentationTopology.of(topics, lookAhead, metrics, tracing, output), settings);
        frames = driver.createInputTopic(topics.frames(), new ByteArraySerializer(), new ByteArraySerializer());
        var bytes = new ByteArrayDeserializer();
        segmentations = driver.createOutputTopic(topics.segmentations(), bytes, bytes);
        deadLetters = driver.createOutputTopic(topics.deadLetters(), bytes, bytes);
    }

    /** The outcome of a frame of the camera {@code door}. */
    public Segmentation answer(byte[] value) throws Exception {
        return Segmentation.parseFrom(send(value, new RecordHeaders()).value());
    }

    /** The record of the outcome. */
    TestRecord<byte[], byte[]> send(byte[] value, Headers headers) {
        frames.pipeInput(new TestRecord<>("door".getBytes(UTF_8), value, headers, TestFrames.TAKEN_MILLIS));
        return segmentations.readRecord();
    }

    TestRecord<byte[], byte[]> send(byte[] key, byte[] value) {
        frames.pipeInput(new TestRecord<>(key, value, new RecordHeaders(), TestFrames.TAKEN_MILLIS));
        return segmentations.readRecord();
    }

    TestRecord<byte[], byte[]> deadLetter() {
        return deadLetters.readRecord();
    }

    @Override
    public void close() {
        driver.close();
        batcher.close();
        models.close();
    }
}
