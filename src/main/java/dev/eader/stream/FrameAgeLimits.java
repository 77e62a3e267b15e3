package dev.eader.stream;

import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Frame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * How old a frame may be before it is not worth its inference any more.
 *
 * @param latest whether cameras that have no limit of their own get {@code maxAge}
 * @param cameras limits by camera id
 * @param commit how long a result that is ready may still wait for its transaction; zero without one
 */
public record FrameAgeLimits(
        boolean latest, Duration maxAge, Map<String, Duration> cameras, Duration commit, InstantSource clock) {

    /** The frame's age, when that is more than it may be. A frame's own limit comes first, then its camera's. */
    Optional<Duration> tooOld(Frame frame) {
        Duration limit = limit(frame);
        if (limit == null) {
            return Optional.empty();
        }
        Duration age = age(frame);
        return age.compareTo(limit) > 0 ? Optional.of(age) : Optional.empty();
    }

    /**
     * Whether the frame's result would be too old when it is read, were its inference to begin now. The wait for the
     * commit counts for half of the limit at most: one that is shorter than that wait lets frames through all the same.
     */
    boolean tooLate(Frame frame) {
        Duration limit = limit(frame);
        if (limit == null) {
            return false;
        }
        Duration half = limit.dividedBy(2);
        Duration ahead = commit.compareTo(half) < 0 ? commit : half;
        return age(frame).compareTo(limit.minus(ahead)) > 0;
    }

    /** Since capture; not below zero, whatever the camera's clock says. */
    Duration age(Frame frame) {
        long millis = clock.millis() - Timestamps.toMillis(frame.getCapturedAt());
        return Duration.ofMillis(Math.max(0, millis));
    }

    private Duration limit(Frame frame) {
        if (frame.hasMaxAge()) {
            return Duration.ofSeconds(
                    frame.getMaxAge().getSeconds(), frame.getMaxAge().getNanos());
        }
        return cameras.getOrDefault(frame.getCameraId(), latest ? maxAge : null);
    }
}
