package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Frames that are older than their limit. */
class SkippedFrameTest {
    @Test
    void frame_older_than_its_limit_is_skipped_without_dead_letter() {
        Frame limited = TestFrames.frame("f")
                .setMaxAge(com.google.protobuf.Duration.newBuilder().setNanos(900_000_000))
                .build();
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(TestFrames.TAKEN_MILLIS + 1000));
        try (TestTopology topology = TestTopology.builder().clock(clock).start()) {
            Segmentation outcome = topology.process(limited);

            assertThat(outcome.getSkipped().getReason()).isEqualTo(Skipped.Reason.TOO_OLD);
            assertThat(outcome.getSkipped().getAge().getSeconds()).isEqualTo(1);
            assertThat(topology.deadLetters()).isEmpty();
            assertThat(topology.process(TestFrames.frame("g").build()).hasResult())
                    .as("a frame without a limit")
                    .isTrue();
        }
    }

    @Test
    void frame_older_than_the_limit_of_its_camera_is_skipped() {
        try (TestTopology topology = TestTopology.builder()
                .cameraAgeLimits(Map.of("hasty", Duration.ofMillis(30)))
                .start()) {
            byte[] outcome = topology.send(
                            "hasty".getBytes(UTF_8),
                            TestFrames.frame("f").build().toByteArray(),
                            new RecordHeaders())
                    .value();

            assertThat(TestTopology.segmentation(outcome).hasSkipped()).isTrue();
        }
    }
}
