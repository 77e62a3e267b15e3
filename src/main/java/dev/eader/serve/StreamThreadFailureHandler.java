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
 * Replaces a stream thread that failed; its frames are processed again from the last commit. More than {@link
 * #MAX_FAILURES} failures within {@link #PERIOD} end Kafka Streams, so that liveness fails. A missing frames topic is awaited
 * and not counted. Rejected settings and an {@link Error} end the process with a message. Thread-safe.
 */
@Singleton
final class StreamThreadFailureHandler implements StreamsUncaughtExceptionHandler {
    static final int MAX_FAILURES = 10;
    static final Duration PERIOD = Duration.ofMinutes(5);

    private static final Logger LOG = Logger.getLogger(StreamThreadFailureHandler.class);

    private final InstantSource clock;
    private final BooleanSupplier awaitTopic;
    private final Consumer<String> exit;
    private final ArrayDeque<Instant> failures = new ArrayDeque<>();

    @Inject
    StreamThreadFailureHandler(FramesTopic frames) {
        this(InstantSource.system(), frames::awaitIfMissing, StreamThreadFailureHandler::exit);
    }

    /**
     * @param awaitTopic waits until the frames topic exists and returns whether it was missing
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
        FatalErrors.haltIfFatal("stream thread", failure);
        Optional<String> refusal = RejectedSettings.explain(failure);
        if (refusal.isPresent()) {
            LOG.errorf(failure, "%s", refusal.get());
            exit.accept(refusal.get());
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (awaitTopic.getAsBoolean()) {
            LOG.warn("A stream thread failed because the frames topic was missing, and is replaced");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        return count(failure);
    }

    private synchronized StreamThreadExceptionResponse count(Throwable failure) {
        Instant now = clock.instant();
        failures.removeIf(time -> time.plus(PERIOD).isBefore(now));
        failures.add(now);
        if (failures.size() > MAX_FAILURES) {
            LOG.errorf(
                    failure,
                    "More than %d stream threads failed within %s; Kafka Streams stops and liveness fails",
                    MAX_FAILURES,
                    PERIOD);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.errorf(
                failure, "A stream thread failed and is replaced; its frames are processed again from the last commit");
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
