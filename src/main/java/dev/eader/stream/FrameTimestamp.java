package dev.eader.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The timestamp of a record, or the current time where it is negative: -1 says that a record has none, and Kafka Streams'
 * default extractor ends the stream thread at it.
 */
public final class FrameTimestamp implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return orNow(record.timestamp());
    }

    /**
     * @param timestamp milliseconds since 1970; negative where there is none
     * @return milliseconds since 1970, not negative
     */
    static long orNow(long timestamp) {
        return timestamp >= 0 ? timestamp : System.currentTimeMillis();
    }
}
