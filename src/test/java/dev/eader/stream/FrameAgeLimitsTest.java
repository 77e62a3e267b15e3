package dev.eader.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameAgeLimitsTest {
    private static final long NOW = 1_700_000_000_000L;

    private static FrameAgeLimits freshness(long commitMillis) {
        return new FrameAgeLimits(
                true,
                Duration.ofMillis(500),
                Map.of("hasty", Duration.ofMillis(60)),
                Duration.ofMillis(commitMillis),
                () -> Instant.ofEpochMilli(NOW));
    }

    private static Frame frame(String camera, long ageMillis) {
        return Frame.newBuilder()
                .setCameraId(camera)
                .setCapturedAt(Timestamps.fromMillis(NOW - ageMillis))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        // camera, age, commit interval, whether it is too late for its inference
        "door, 500, 0, false",
        "door, 501, 0, true",
        "door, 450, 50, false",
        "door, 451, 50, true",
        "hasty, 30, 50, false",
        "hasty, 31, 50, true",
    })
    void a_frame_is_too_late_when_its_result_would_be_read_too_old(
            String camera, long age, long commit, boolean tooLate) {
        assertThat(freshness(commit).tooLate(frame(camera, age))).isEqualTo(tooLate);
    }

    @ParameterizedTest
    @CsvSource({"500, false", "501, true"})
    void a_frame_is_too_old_by_its_own_age_alone(long age, boolean tooOld) {
        assertThat(freshness(50).tooOld(frame("door", age)).isPresent()).isEqualTo(tooOld);
    }
}
