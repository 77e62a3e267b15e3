package dev.eader.wire;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * One record of {@code frames.v1}, as it came.
 *
 * @param timestamp of the record, in milliseconds since 1970; a negative one, which no record should have, is replaced by
 *     the current time
 * @param polledNanos when it was polled, by {@link System#nanoTime}
 */
public record FrameRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte[] key,
        byte[] value,
        Headers headers,
        long polledNanos) {

    public FrameRecord {
        timestamp = timestampOrNow(timestamp);
    }

    /**
     * @param timestamp milliseconds since 1970; negative where there is none
     * @return milliseconds since 1970, not negative
     */
    public static long timestampOrNow(long timestamp) {
        return timestamp >= 0 ? timestamp : System.currentTimeMillis();
    }

    public static FrameRecord of(ConsumerRecord<byte[], byte[]> record) {
        return new FrameRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers(),
                System.nanoTime());
    }

    /** Whether it has a key with at least one byte. */
    public boolean hasKey() {
        return key != null && key.length > 0;
    }

    /** Size of key and value, in bytes. */
    public long bytes() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }
}
