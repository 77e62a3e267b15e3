package dev.eader.stream;

import dev.eader.wire.FrameRecord;
import dev.eader.wire.TraceContext;
import org.apache.kafka.common.header.Headers;

/** Tells a tracing system of each frame's way, and leads whoever reads its outcome there. */
@FunctionalInterface
public interface FrameTracing {
    /** Nobody is told, and readers go on from the frame's sender. */
    FrameTracing OFF = (record, outcome, headers) -> TraceContext.copy(record.headers(), headers);

    /**
     * Called once for each outcome, when it is its turn to be sent.
     *
     * @param headers the outcome's, which get the trace context
     */
    void trace(FrameRecord record, FrameOutcome outcome, Headers headers);
}
