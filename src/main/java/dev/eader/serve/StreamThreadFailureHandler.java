package dev.eader.serve;

import io.quarkus.runtime.Quarkus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/**
 * Replaces a stream thread that dies; its frames are processed again from the last commit. More than {@link #MOST} deaths
 * within {@link #WITHIN} end Kafka Streams, and liveness is down. A missing topic of frames is awaited and does not count.
 * Settings that the broker refuses end the process with a message, and so does an {@link Error}.
 */
@Singleton
final class StreamThreadFailureHandler implements StreamsUncaughtExceptionHandler {
    static final int MOST = 10;
    static final Duration WITHIN = Duration.ofMinutes(5);

    private static final Logger LOG = Logger.getLogger(StreamThreadFailureHandler.class);

    private final InstantSource clock;
    private final BooleanSupplier awaitTopic;
    private final Consumer<String> exit;
    private final ArrayDeque<Instant> deaths = new ArrayDeque<>();

    @Inject
    StreamThreadFailureHandler(FramesTopic frames) {
        this(InstantSource.system(), frames::awaitIfMissing, StreamThreadFailureHandler::exit);
    }

    /**
     * @param awaitTopic waits until the topic of frames exists and returns whether it was missing
     * @param exit ends the process with a message
     */
    StreamThreadFailureHandler(InstantSource clock, BooleanSupplier awaitTopic, Consumer<String> exit) {
        this.clock = clock;
        this.awaitTopic = awaitTopic;
        this.exit = exit;
    }

    private static void exit(String message) {
        System.err.println("eader: " + message);
        Quarkus.asyncExit(1);
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        FatalErrors.endIfFatal("stream thread", failure);
        Optional<String> refusal = RejectedSettings.explain(failure);
        if (refusal.isPresent()) {
            LOG.errorf(failure, "%s", refusal.get());
            exit.accept(refusal.get());
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (awaitTopic.getAsBoolean()) {
            LOG.warn("A stream thread ended because the topic of frames was missing, and is replaced");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        return count(failure);
    }

    private synchronized StreamThreadExceptionResponse count(Throwable failure) {
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
