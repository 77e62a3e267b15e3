package dev.eader.stream;

import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Frame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a frame is too old to be processed. The limit is the frame's own {@code max_age}, else its camera's, else
 * the default. Thread-safe.
 *
 * @param latest whether there is a default limit
 * @param maxAge the default limit
 * @param cameras limits by camera id
 * @param commit maximum time from a result to the commit of its transaction; zero without transactions
 */
public record FrameAgeLimits(
        boolean latest, Duration maxAge, Map<String, Duration> cameras, Duration commit, InstantSource clock) {

    /** Returns the frame's age when it exceeds the limit; else empty. */
    Optional<Duration> ageIfTooOld(Frame frame) {
        Duration limit = limit(frame);
        Duration age = age(frame);
        return limit != null && age.compareTo(limit) > 0 ? Optional.of(age) : Optional.empty();
    }

    /**
     * Returns whether the frame would exceed its limit before its result is committed, even if inference started now. The
     * time until the commit counts for at most half of the limit; otherwise a limit below it would skip every frame.
     */
    boolean isTooOldForInference(Frame frame) {
        Duration limit = limit(frame);
        if (limit == null) {
            return false;
        }
        Duration half = limit.dividedBy(2);
        Duration untilCommit = commit.compareTo(half) < 0 ? commit : half;
        return age(frame).compareTo(limit.minus(untilCommit)) > 0;
    }

    /** Returns the time since capture; zero when the capture time is in the future. */
    Duration age(Frame frame) {
        long millis = clock.millis() - Timestamps.toMillis(frame.getCapturedAt());
        return Duration.ofMillis(Math.max(0, millis));
    }

    /** Returns null when there is no limit. */
    private Duration limit(Frame frame) {
        if (frame.hasMaxAge()) {
            return Duration.ofSeconds(
                    frame.getMaxAge().getSeconds(), frame.getMaxAge().getNanos());
        }
        return cameras.getOrDefault(frame.getCameraId(), latest ? maxAge : null);
    }
}
