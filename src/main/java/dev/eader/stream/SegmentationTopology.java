package dev.eader.stream;

import dev.eader.broker.Topics;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

/** Frames in; one outcome each out; the records of failed frames on the dead-letter topic as well. */
public final class SegmentationTopology {
    static final String FRAMES = "frames";
    static final String SEGMENT = "segment";
    static final String SEGMENTATIONS = "segmentations";
    static final String DEAD_LETTERS = "dead-letters";

    private SegmentationTopology() {}

    public static Topology of(Topics topics, LookAhead lookAhead, FrameMetrics metrics, FrameTracing tracing) {
        var bytes = Serdes.ByteArray();
        FrameLog log = new FrameLog();
        return new Topology()
                .addSource(FRAMES, bytes.deserializer(), bytes.deserializer(), topics.frames())
                .addProcessor(SEGMENT, () -> new SegmentProcessor(lookAhead, metrics, tracing, log), FRAMES)
                .addSink(SEGMENTATIONS, topics.segmentations(), bytes.serializer(), bytes.serializer(), SEGMENT)
                .addSink(DEAD_LETTERS, topics.deadLetters(), bytes.serializer(), bytes.serializer(), SEGMENT);
    }
}
