package dev.eader.stream;

import org.apache.kafka.common.serialization.Serializer;

/**
 * How outcomes are written.
 *
 * @param framing of the segmentations; what it throws fails the frame
 * @param limits of the topics
 * @param refusals of records, which the producer reports
 */
public record TopicOutput(Serializer<byte[]> framing, TopicLimits limits, OutputRefusals refusals) {}
