package dev.eader.stream;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;

/** Upper bounds for the size of an uncompressed batch with a single record, which producer and broker limit. */
final class RecordSize {
    /** Size of a {@code traceparent} header, which tracing may add later. */
    private static final int TRACE_BYTES = 100;

    private RecordSize() {}

    /** Returns the size in bytes. */
    static long of(byte[] key, byte[] value, Headers headers) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE, CompressionType.NONE, key, value, headers.toArray());
    }

    /** Returns the size in bytes, with room for a trace context. */
    static long withTrace(byte[] key, byte[] value, Headers headers) {
        return of(key, value, headers) + TRACE_BYTES;
    }
}
