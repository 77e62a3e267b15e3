package dev.eader.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * One record of {@code frames.v1}, as it came.
 *
 * @param timestamp of the record, in milliseconds
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

    /** What it weighs while it is in hand, in bytes. */
    long bytes() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }
}
