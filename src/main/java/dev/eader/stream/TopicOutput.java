package dev.eader.stream;

import org.apache.kafka.common.serialization.Serializer;

/**
 * What is needed to write records that the output topics accept.
 *
 * @param framing of outcomes; a frame fails with what it throws
 * @param limits of the topics
 * @param refusals by Kafka, reported by {@link OutputProducer}
 */
public record TopicOutput(Serializer<byte[]> framing, TopicLimits limits, OutputRefusals refusals) {}
