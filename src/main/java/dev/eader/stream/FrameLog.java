package dev.eader.stream;

import dev.eader.v1.Failed;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import dev.eader.wire.TraceContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Logs each failed frame at WARN and every other frame at DEBUG, with camera, frame, position and trace in the MDC. Logs at
 * most ten failures per second and reports how many were suppressed. Thread-safe.
 */
final class FrameLog {
    static final int MAX_LINES_PER_SECOND = 10;

    private static final Logger LOG = Logger.getLogger(FrameLog.class);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private long windowStart;
    private int loggedInWindow;
    private long suppressed;

    FrameLog() {
        this(System::nanoTime);
    }

    FrameLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        windowStart = nanoTime.getAsLong();
    }

    /** @param headers of the outcome's record, which have the trace context */
    void log(FrameOutcome outcome, Headers headers) {
        Segmentation segmentation = outcome.segmentation();
        if (segmentation.hasFailed()) {
            long suppressedBefore = acquireLine();
            if (suppressedBefore >= 0) {
                withMdc(segmentation, headers, () -> LOG.warn(failureLine(segmentation, suppressedBefore)));
            }
        } else if (LOG.isDebugEnabled()) {
            withMdc(
                    segmentation,
                    headers,
                    () -> LOG.debug(printable(String.format(
                            Locale.ROOT,
                            "Frame %s of camera %s: %s",
                            segmentation.getFrameId(),
                            segmentation.getCameraId(),
                            segmentation.hasResult() ? "result" : "skipped"))));
        }
    }

    /** Logs that a failed frame has no dead letter, because the topic does not accept even a reference to its record. */
    void logMissingDeadLetter(FrameOutcome outcome) {
        if (acquireLine() >= 0) {
            Origin origin = outcome.segmentation().getOrigin();
            LOG.errorf(
                    "Frame at %s-%d offset %d has no dead letter: the dead-letter topic refuses the smallest record; raise its max.message.bytes",
                    origin.getTopic(), origin.getPartition(), origin.getOffset());
        }
    }

    /** Returns the number of lines suppressed since the last one, or -1 when this line must be suppressed too. */
    private synchronized long acquireLine() {
        long now = nanoTime.getAsLong();
        if (now - windowStart >= SECOND) {
            windowStart = now;
            loggedInWindow = 0;
        }
        if (loggedInWindow == MAX_LINES_PER_SECOND) {
            suppressed++;
            return -1;
        }
        loggedInWindow++;
        long before = suppressed;
        suppressed = 0;
        return before;
    }

    private static String failureLine(Segmentation segmentation, long suppressed) {
        Failed failed = segmentation.getFailed();
        return printable(String.format(
                Locale.ROOT,
                "Frame %s of camera %s failed, %s in stage %s: %s%s",
                segmentation.getFrameId(),
                segmentation.getCameraId(),
                failed.getCode(),
                failed.getStage(),
                failed.getMessage(),
                suppressed == 0 ? "" : " (and " + suppressed + " more since the last line)"));
    }

    /** Replaces control characters: ids and messages are untrusted text, and one event must stay one log line. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static void withMdc(Segmentation segmentation, Headers headers, Runnable log) {
        Map<String, String> fields = mdcFields(segmentation, headers);
        fields.forEach(MDC::put);
        try {
            log.run();
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }

    private static Map<String, String> mdcFields(Segmentation segmentation, Headers headers) {
        Origin origin = segmentation.getOrigin();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("camera", segmentation.getCameraId());
        fields.put("frame", segmentation.getFrameId());
        fields.put("topic", origin.getTopic());
        fields.put("partition", Integer.toString(origin.getPartition()));
        fields.put("offset", Long.toString(origin.getOffset()));
        if (segmentation.hasFailed()) {
            fields.put("stage", segmentation.getFailed().getStage().name());
            fields.put("code", segmentation.getFailed().getCode().name());
        }
        TraceContext.of(headers).ifPresent(trace -> {
            fields.put("traceId", trace.traceId());
            fields.put("spanId", trace.spanId());
        });
        return fields;
    }
}
