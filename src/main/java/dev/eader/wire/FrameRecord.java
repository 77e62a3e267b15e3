package dev.eader.wire;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * One record of the frames topic. The arrays are not copied.
 *
 * @param timestamp in milliseconds since 1970; a negative one is replaced by the current time
 * @param key may be null
 * @param value may be null
 * @param polledNanos when the record was polled, by {@link System#nanoTime}
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
     * Returns the timestamp, or the current time when it is negative.
     *
     * @param timestamp in milliseconds since 1970; -1 when a record has none
     */
    public static long timestampOrNow(long timestamp) {
        return timestamp >= 0 ? timestamp : System.currentTimeMillis();
    }

    /** Creates a record that is polled now. */
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

    /** Returns whether the key has at least one byte. */
    public boolean hasKey() {
        return key != null && key.length > 0;
    }

    /** Size of key and value, in bytes. */
    public long bytes() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }
}
