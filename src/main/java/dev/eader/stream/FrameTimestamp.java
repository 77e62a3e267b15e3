package dev.eader.stream;

import dev.eader.wire.FrameRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Extracts the timestamp of a record, or the current time when it is negative. A record without a timestamp has -1, at which
 * the default extractor of Kafka Streams ends the stream thread.
 */
public final class FrameTimestamp implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return FrameRecord.timestampOrNow(record.timestamp());
    }
}
