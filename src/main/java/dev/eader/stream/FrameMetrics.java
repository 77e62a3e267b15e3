package dev.eader.stream;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.eader.inference.BatchListener;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Timings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Metrics of frames. Labels are outcomes, reasons and stages, but not cameras, so the number of time series is bounded.
 * Thread-safe.
 */
public final class FrameMetrics implements BatchListener, LookAhead.Observer {
    /** Upper bounds of histogram buckets, in milliseconds. */
    private static final long[] BUCKETS = {1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000};

    /** Longer times are recorded as this, so that their sum does not overflow. */
    private static final java.time.Duration MAX_RECORDED = java.time.Duration.ofHours(1);

    private final MeterRegistry registry;
    private final DistributionSummary batchSize;
    private final Counter hits;
    private final Counter misses;

    public FrameMetrics(MeterRegistry registry) {
        this.registry = registry;
        batchSize = DistributionSummary.builder("eader.batch.size")
                .description("Images in a batch")
                .publishPercentileHistogram(false)
                .register(registry);
        hits = lookAhead("hit");
        misses = lookAhead("miss");
    }

    /** Counts a frame by its outcome and records its timings. */
    void count(FrameOutcome outcome) {
        Segmentation segmentation = outcome.segmentation();
        String reason =
                switch (segmentation.getOutcomeCase()) {
                    case FAILED -> segmentation.getFailed().getCode().name();
                    case SKIPPED -> segmentation.getSkipped().getReason().name();
                    default -> "none";
                };
        Counter.builder("eader.frames")
                .description("Frames by outcome and reason; frames in = results + skipped + failed")
                .tag("outcome", segmentation.getOutcomeCase().name().toLowerCase(Locale.ROOT))
                .tag("reason", reason.toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
        Timings timings = segmentation.getTimings();
        if (segmentation.hasResult()) {
            record("queue", timings.getQueue());
            record("decode", timings.getDecode());
            record("infer", timings.getInfer());
            record("encode", timings.getEncode());
        }
        record("total", timings.getTotal());
    }

    @Override
    public void onBatch(int size, java.time.Duration inferred) {
        batchSize.record(size);
    }

    @Override
    public void joined(boolean submitted) {
        (submitted ? hits : misses).increment();
    }

    /** @param queueDepth number of frames that wait for a batch */
    public void registerGauges(Supplier<Number> queueDepth, LookAhead lookAhead) {
        Gauge.builder("eader.queue.depth", queueDepth)
                .description("Frames that wait for a batch")
                .register(registry);
        Gauge.builder("eader.frames.in.hand", lookAhead, LookAhead::size)
                .description("Frames polled and not yet joined by their stream thread")
                .register(registry);
        Gauge.builder(
                        "eader.oldest.frame.age",
                        lookAhead,
                        frames -> frames.oldestAge().toMillis() / 1000.)
                .description("Time since the oldest frame that is not joined yet was polled; 0 when there is none")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(
                        "eader.staleness",
                        lookAhead,
                        frames -> frames.staleness(Clock.systemUTC()).toMillis() / 1000.)
                .description(
                        "Age of the oldest frame in flight, since its record was written (LogAppendTime topics) or polled; 0 when there is none")
                .baseUnit("seconds")
                .register(registry);
    }

    private void record(String stage, Duration duration) {
        Timer.builder("eader.stage")
                .description("Time of a frame in a stage; total is since its capture")
                .tag("stage", stage)
                .serviceLevelObjectives(LongStream.of(BUCKETS)
                        .mapToObj(java.time.Duration::ofMillis)
                        .toArray(java.time.Duration[]::new))
                .register(registry)
                .record(cappedNanos(duration), TimeUnit.NANOSECONDS);
    }

    /** The age of a frame can be 10,000 years by its capture time; a long holds 292 years of nanoseconds. */
    private static long cappedNanos(Duration duration) {
        return duration.getSeconds() >= MAX_RECORDED.toSeconds() ? MAX_RECORDED.toNanos() : Durations.toNanos(duration);
    }

    private Counter lookAhead(String result) {
        return Counter.builder("eader.look.ahead")
                .description("Joined records that had been submitted before (hit) or had not (miss)")
                .tag("result", result)
                .register(registry);
    }
}
