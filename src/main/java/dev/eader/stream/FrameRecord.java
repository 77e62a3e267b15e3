package dev.eader.stream;

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
        timestamp = FrameTimestamp.orNow(timestamp);
    }

    static FrameRecord of(ConsumerRecord<byte[], byte[]> record) {
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
    boolean hasKey() {
        return key != null && key.length > 0;
    }

    /** What it weighs while it is in hand, in bytes. */
    long bytes() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }
}
