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

/** What the service tells of its frames. Labels are bounded: outcomes, reasons and stages, never cameras. */
public final class FrameMetrics implements BatchListener, LookAhead.Observer {
    /** Upper bounds of the buckets, in milliseconds: enough to tell percentiles over all instances, and few enough. */
    private static final long[] BUCKETS = {1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000};

    /** Longer times count as this, far above the last bucket, so that a sum of them does not overflow. */
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

    /** Counts a frame that got its outcome. */
    void sent(FrameOutcome outcome) {
        Segmentation segmentation = outcome.segmentation();
        String reason =
                switch (segmentation.getOutcomeCase()) {
                    case FAILED -> segmentation.getFailed().getCode().name();
                    case SKIPPED -> segmentation.getSkipped().getReason().name();
                    default -> "none";
                };
        Counter.builder("eader.frames")
                .description("Frames by what became of them, and why; frames in = results + skipped + failed")
                .tag("outcome", segmentation.getOutcomeCase().name().toLowerCase(Locale.ROOT))
                .tag("reason", reason.toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
        Timings timings = segmentation.getTimings();
        if (segmentation.hasResult()) {
            time("queue", timings.getQueue());
            time("decode", timings.getDecode());
            time("infer", timings.getInfer());
            time("encode", timings.getEncode());
        }
        time("total", timings.getTotal());
    }

    @Override
    public void onBatch(int size, java.time.Duration inferred) {
        batchSize.record(size);
    }

    @Override
    public void joined(boolean expected) {
        (expected ? hits : misses).increment();
    }

    /** Frames that wait for the device, frames in hand, and how old these are. */
    public void registerGauges(Supplier<Number> queueDepth, LookAhead lookAhead) {
        Gauge.builder("eader.queue.depth", queueDepth)
                .description("Frames that wait for their batch")
                .register(registry);
        Gauge.builder("eader.frames.in.hand", lookAhead, LookAhead::size)
                .description("Frames polled and not yet answered")
                .register(registry);
        Gauge.builder("eader.oldest.frame.age", lookAhead, hand -> hand.oldest().toMillis() / 1000.)
                .description("How long the oldest frame in hand has been so")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(
                        "eader.staleness",
                        lookAhead,
                        hand -> hand.staleness(Clock.systemUTC()).toMillis() / 1000.)
                .description(
                        "Age of the oldest frame in flight, since its record was written (LogAppendTime topics) or polled; 0 when there is none")
                .baseUnit("seconds")
                .register(registry);
    }

    private void time(String stage, Duration duration) {
        Timer.builder("eader.stage")
                .description("Time of a frame in a stage; total is since its capture")
                .tag("stage", stage)
                .serviceLevelObjectives(LongStream.of(BUCKETS)
                        .mapToObj(java.time.Duration::ofMillis)
                        .toArray(java.time.Duration[]::new))
                .register(registry)
                .record(nanos(duration), TimeUnit.NANOSECONDS);
    }

    /** A frame may be 10,000 years old by its capture time, which nanoseconds in a long cannot count. */
    private static long nanos(Duration duration) {
        return duration.getSeconds() >= MAX_RECORDED.toSeconds() ? MAX_RECORDED.toNanos() : Durations.toNanos(duration);
    }

    private Counter lookAhead(String result) {
        return Counter.builder("eader.look.ahead")
                .description("Records whose outcome was on its way when the stream thread asked for it, or was not")
                .tag("result", result)
                .register(registry);
    }
}
