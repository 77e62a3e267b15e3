package dev.eader.stream;

import dev.eader.broker.Topics;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

/** The Kafka Streams topology: reads frames, and writes one outcome per frame and a dead letter per failed frame. */
public final class SegmentationTopology {
    static final String FRAMES = "frames";
    static final String SEGMENT = "segment";
    static final String SEGMENTATIONS = "segmentations";
    static final String DEAD_LETTERS = "dead-letters";

    private SegmentationTopology() {}

    /** @param output framing of outcomes, and limits of the topics */
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
