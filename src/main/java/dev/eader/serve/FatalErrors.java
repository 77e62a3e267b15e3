package dev.eader.serve;

import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Ends the process when a thread dies of an {@link Error}, such as {@link OutOfMemoryError}: without that thread the
 * service would stay alive and do nothing. Threads of Kafka's clients only log what ends them, so their log is observed.
 * The exit code is 3, as with {@code -XX:+ExitOnOutOfMemoryError}.
 */
public final class FatalErrors {
    private static final int EXIT_CODE = 3;
    private static final int MAX_CAUSES = 20;
    /** A field: a logger that nobody references loses its handlers. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private FatalErrors() {}

    /** Observes all threads of this JVM. */
    static void observe() {
        Thread.UncaughtExceptionHandler usual = (thread, failure) -> {
            System.err.println("eader: thread " + thread.getName() + " ended:");
            failure.printStackTrace();
        };
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            usual.uncaughtException(thread, failure);
            endIfFatal("thread " + thread.getName(), failure);
        });
        KAFKA.addHandler(new KafkaLog());
    }

    /** Halts the JVM, without an orderly shutdown, if the failure is an {@link Error} or has one among its causes. */
    static void endIfFatal(String where, Throwable failure) {
        in(failure).ifPresent(error -> {
            System.err.println(message(where, error));
            Runtime.getRuntime().halt(EXIT_CODE);
        });
    }

    /** A task for an executor, which would keep an {@link Error} of the task to itself. */
    public static Runnable haltingOnError(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Error e) {
                endIfFatal("thread " + Thread.currentThread().getName(), e);
            }
        };
    }

    /** The {@link Error} among a failure and its causes. */
    static Optional<Error> in(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof Error error) {
                return Optional.of(error);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    static String message(String where, Error error) {
        String hint = error instanceof OutOfMemoryError
                ? " Give the JVM more memory (-Xmx). If this happens at the start, check that kafka.bootstrap.servers and"
                        + " kafka.security.protocol fit: a client without TLS takes the answer of a listener with TLS for"
                        + " a message of hundreds of megabytes."
                : "";
        return "eader: %s failed: %s. The process ends, because it cannot go on without it.%s"
                .formatted(where, error, hint);
    }

    /** Observes what Kafka's client threads log before they end. */
    private static final class KafkaLog extends Handler {
        @Override
        public void publish(LogRecord record) {
            if (record.getThrown() != null) {
                endIfFatal("Kafka client in thread " + Thread.currentThread().getName(), record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
