package dev.eader.stream;

import dev.eader.wire.FrameRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Extracts the timestamp of a record, or the current time where it is negative. The timestamp -1 means that a record has
 * none; the default extractor of Kafka Streams ends the stream thread at it.
 */
public final class FrameTimestamp implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return FrameRecord.timestampOrNow(record.timestamp());
    }
}
