package dev.eader.stream;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;

/** Upper bounds of what a record takes as a batch of one, uncompressed: what the producer and the broker compare. */
final class RecordSize {
    /** A trace parent with its name, which tracing may add to headers that have none. */
    private static final int TRACE_BYTES = 100;

    private RecordSize() {}

    static long of(byte[] key, byte[] value, Headers headers) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE, CompressionType.NONE, key, value, headers.toArray());
    }

    /** As {@link #of}, with room for the trace that is added later. */
    static long withTrace(byte[] key, byte[] value, Headers headers) {
        return of(key, value, headers) + TRACE_BYTES;
    }
}
