package dev.eader.serve;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/**
 * A stream thread that dies is replaced, and its frames are processed again from the last commit. Where that happens
 * again and again, the fault stays: then Kafka Streams ends, liveness says so, and whoever watches the process starts
 * another.
 */
@Singleton
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    static final int MOST = 10;
    static final Duration WITHIN = Duration.ofMinutes(5);

    private static final Logger LOG = Logger.getLogger(ThreadReplacement.class);

    private final InstantSource clock;
    private final ArrayDeque<Instant> deaths = new ArrayDeque<>();

    ThreadReplacement() {
        this(InstantSource.system());
    }

    ThreadReplacement(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        Instant now = clock.instant();
        deaths.removeIf(death -> death.plus(WITHIN).isBefore(now));
        deaths.add(now);
        if (deaths.size() > MOST) {
            LOG.errorf(failure, "More than %d stream threads died within %s: Kafka Streams ends", MOST, WITHIN);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.errorf(failure, "A stream thread died and is replaced");
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
