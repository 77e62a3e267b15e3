package dev.eader.stream;

import dev.eader.wire.FrameRecord;
import dev.eader.wire.TraceContext;
import org.apache.kafka.common.header.Headers;

/** Exports the trace of each frame and writes its trace context to the headers of the outcome. */
@FunctionalInterface
public interface FrameTracing {
    /** Exports nothing, and copies the trace context of the frame's sender. */
    FrameTracing OFF = (record, outcome, headers) -> TraceContext.copy(record.headers(), headers);

    /**
     * Called once for each outcome, before it is sent.
     *
     * @param headers of the outcome's record; a trace context in them is replaced
     */
    void trace(FrameRecord record, FrameOutcome outcome, Headers headers);
}
