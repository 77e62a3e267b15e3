package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failing metrics, traces and logs, and extreme capture times, do not change outcomes. */
class ObserversTest {
    private static final Logger LOGGER = Logger.getLogger(FrameLog.class.getName());

    private static final Handler BROKEN_LOG = new Handler() {
        @Override
        public void publish(LogRecord record) {
            throw new IllegalStateException("broken log");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Meters that throw on every use while {@code broken} is set. */
    private static final class BrokenMeters extends SimpleMeterRegistry {
        private boolean broken;

        @Override
        protected Counter newCounter(Meter.Id id) {
            Counter counter = super.newCounter(id);
            return new Counter() {
                @Override
                public void increment(double amount) {
                    fail();
                    counter.increment(amount);
                }

                @Override
                public double count() {
                    return counter.count();
                }

                @Override
                public Id getId() {
                    return id;
                }
            };
        }

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig distribution, PauseDetector pauseDetector) {
            fail();
            return super.newTimer(id, distribution, pauseDetector);
        }

        private void fail() {
            if (broken) {
                throw new AssertionError("broken meter");
            }
        }
    }

    @BeforeEach
    void logEverything() {
        LOGGER.setLevel(Level.ALL);
    }

    @AfterEach
    void restoreLog() {
        LOGGER.removeHandler(BROKEN_LOG);
        LOGGER.setLevel(null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"})
    void frame_with_extreme_capture_time_has_outcome(String time) throws Exception {
        Timestamp captured = Timestamps.parse(time);
        try (TestTopology topology = TestTopology.start()) {
            Segmentation result = topology.process(
                    frame("result").setCapturedAt(captured).build().toByteArray());
            Segmentation skipped = topology.process(frame("limited")
                    .setCapturedAt(captured)
                    .setMaxAge(Duration.newBuilder().setSeconds(1))
                    .build()
                    .toByteArray());
            Segmentation failed = topology.process(frame("failed")
                    .setCapturedAt(captured)
                    .setModel("nobody")
                    .build()
                    .toByteArray());
            RecordHeaders event = new RecordHeaders();
            event.add("ce_specversion", "1.0".getBytes(UTF_8)).add("ce_time", time.getBytes(UTF_8));
            Segmentation byEvent = Segmentation.parseFrom(
                    topology.send(frame("event").clearCapturedAt().build().toByteArray(), event)
                            .value());

            assertThat(List.of(result, skipped, failed, byEvent))
                    .allSatisfy(outcome -> assertThat(outcome.getCapturedAt()).isEqualTo(captured));
            assertThat(result.hasResult()).isTrue();
            assertThat(byEvent.hasResult()).isTrue();
            assertThat(failed.hasFailed()).isTrue();
            assertThat(skipped.hasSkipped()).isEqualTo(time.startsWith("0001"));
            assertThat(topology.process(frame("next").build().toByteArray()).hasResult())
                    .isTrue();
        }
    }

    @Test
    void very_old_frame_counts_as_one_hour_in_metrics() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (TestTopology topology = TestTopology.builder().meters(meters).start()) {
            topology.process(
                    frame("old").setCapturedAt(Timestamps.MIN_VALUE).build().toByteArray());
        }
        assertThat(meters.get("eader.stage").tag("stage", "total").timer().totalTime(TimeUnit.HOURS))
                .isEqualTo(1);
    }

    @Test
    void failing_meter_tracer_and_log_do_not_change_outcomes() throws Exception {
        BrokenMeters meters = new BrokenMeters();
        FrameTracing tracing = (record, outcome, headers) -> {
            headers.add("traceparent", "half".getBytes(UTF_8));
            throw new IllegalStateException("broken tracer");
        };
        RecordHeaders headers = new RecordHeaders();
        byte[] parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(UTF_8);
        headers.add("traceparent", parent);
        List<Segmentation> outcomes = new ArrayList<>();
        try (TestTopology topology =
                TestTopology.builder().meters(meters).tracing(tracing).start()) {
            meters.broken = true;
            LOGGER.addHandler(BROKEN_LOG);
            for (Frame frame : List.of(
                    frame("result").build(),
                    frame("skipped")
                            .setMaxAge(Duration.newBuilder().setNanos(1))
                            .build(),
                    frame("failed").setModel("nobody").build())) {
                var record = topology.send(frame.toByteArray(), headers);
                outcomes.add(Segmentation.parseFrom(record.value()));
                assertThat(record.headers().headers("traceparent"))
                        .singleElement()
                        .satisfies(header -> assertThat(header.value()).isEqualTo(parent));
            }
            assertThat(topology.deadLetter().value())
                    .isEqualTo(frame("failed").setModel("nobody").build().toByteArray());
        }
        assertThat(outcomes)
                .extracting(Segmentation::getOutcomeCase)
                .containsExactly(
                        Segmentation.OutcomeCase.RESULT,
                        Segmentation.OutcomeCase.SKIPPED,
                        Segmentation.OutcomeCase.FAILED);
    }

    private static Frame.Builder frame(String id) {
        return TestFrames.frame(id);
    }
}
