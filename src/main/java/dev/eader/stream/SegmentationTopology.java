package dev.eader.stream;

import dev.eader.broker.Topics;
import dev.eader.wire.FramingSerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;

/** Frames in; one outcome each out; the records of failed frames on the dead-letter topic as well. */
public final class SegmentationTopology {
    static final String FRAMES = "frames";
    static final String SEGMENT = "segment";
    static final String SEGMENTATIONS = "segmentations";
    static final String DEAD_LETTERS = "dead-letters";

    private SegmentationTopology() {}

    /** Writes segmentations without framing to topics that accept every record; for tests. */
    public static Topology of(Topics topics, LookAhead lookAhead, FrameMetrics metrics, FrameTracing tracing) {
        return of(topics, lookAhead, metrics, tracing, FramingSerializer.raw());
    }

    /** As {@link #of(Topics, LookAhead, FrameMetrics, FrameTracing)}, with a framing of the segmentations. */
    public static Topology of(
            Topics topics,
            LookAhead lookAhead,
            FrameMetrics metrics,
            FrameTracing tracing,
            Serializer<byte[]> framing) {
        return of(
                topics, lookAhead, metrics, tracing, new TopicOutput(framing, TopicLimits.NONE, new OutputRefusals()));
    }

    /** @param output how outcomes are written, and what the topics accept */
    public static Topology of(
            Topics topics, LookAhead lookAhead, FrameMetrics metrics, FrameTracing tracing, TopicOutput output) {
        var bytes = Serdes.ByteArray();
        FrameLog log = new FrameLog();
        return new Topology()
                .addSource(FRAMES, bytes.deserializer(), bytes.deserializer(), topics.frames())
                .addProcessor(
                        SEGMENT, () -> new SegmentProcessor(lookAhead, metrics, tracing, log, topics, output), FRAMES)
                .addSink(SEGMENTATIONS, topics.segmentations(), bytes.serializer(), bytes.serializer(), SEGMENT)
                .addSink(DEAD_LETTERS, topics.deadLetters(), bytes.serializer(), bytes.serializer(), SEGMENT);
    }
}
