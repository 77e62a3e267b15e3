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
 * A line for each frame that failed, and on DEBUG for every other. What it is about stands in the line's MDC: camera,
 * frame, where its record stood, its trace. Of a flood of failures a few are told a second, and how many were not.
 */
final class FrameLog {
    static final int MAX_LINES_PER_SECOND = 10;

    private static final Logger LOG = Logger.getLogger(FrameLog.class);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanos;
    private long windowStart;
    private int told;
    private long untold;

    FrameLog() {
        this(System::nanoTime);
    }

    FrameLog(LongSupplier nanos) {
        this.nanos = nanos;
        windowStart = nanos.getAsLong();
    }

    /** @param headers that are sent with the outcome, for its trace */
    void tell(FrameOutcome outcome, Headers headers) {
        Segmentation segmentation = outcome.segmentation();
        if (segmentation.hasFailed()) {
            long before = admit();
            if (before >= 0) {
                with(segmentation, headers, () -> LOG.warn(failed(segmentation, before)));
            }
        } else if (LOG.isDebugEnabled()) {
            with(
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

    /** The dead-letter topic does not accept even a reference to the frame's record. */
    void leftOut(FrameOutcome outcome) {
        long before = admit();
        if (before >= 0) {
            Origin origin = outcome.segmentation().getOrigin();
            LOG.errorf(
                    "No dead letter of %s-%d offset %d: its topic refuses the smallest; raise its max.message.bytes",
                    origin.getTopic(), origin.getPartition(), origin.getOffset());
        }
    }

    /** How many were not told before this one; negative when this one is not to be told either. */
    private synchronized long admit() {
        long now = nanos.getAsLong();
        if (now - windowStart >= SECOND) {
            windowStart = now;
            told = 0;
        }
        if (told == MAX_LINES_PER_SECOND) {
            untold++;
            return -1;
        }
        told++;
        long before = untold;
        untold = 0;
        return before;
    }

    private static String failed(Segmentation segmentation, long untold) {
        Failed failed = segmentation.getFailed();
        return printable(String.format(
                Locale.ROOT,
                "Frame %s of camera %s failed, %s in stage %s: %s%s",
                segmentation.getFrameId(),
                segmentation.getCameraId(),
                failed.getCode(),
                failed.getStage(),
                failed.getMessage(),
                untold == 0 ? "" : " (and " + untold + " more since the last line)"));
    }

    /** Ids and messages are strangers' texts, and a line of the log must be one. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static void with(Segmentation segmentation, Headers headers, Runnable line) {
        Map<String, String> about = about(segmentation, headers);
        about.forEach(MDC::put);
        try {
            line.run();
        } finally {
            about.keySet().forEach(MDC::remove);
        }
    }

    private static Map<String, String> about(Segmentation segmentation, Headers headers) {
        Origin origin = segmentation.getOrigin();
        Map<String, String> about = new LinkedHashMap<>();
        about.put("camera", segmentation.getCameraId());
        about.put("frame", segmentation.getFrameId());
        about.put("topic", origin.getTopic());
        about.put("partition", Integer.toString(origin.getPartition()));
        about.put("offset", Long.toString(origin.getOffset()));
        if (segmentation.hasFailed()) {
            about.put("stage", segmentation.getFailed().getStage().name());
            about.put("code", segmentation.getFailed().getCode().name());
        }
        TraceContext.of(headers).ifPresent(trace -> {
            about.put("traceId", trace.traceId());
            about.put("spanId", trace.spanId());
        });
        return about;
    }
}
