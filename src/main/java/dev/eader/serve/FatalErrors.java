package dev.eader.serve;

import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Halts the process with exit code 3, as {@code -XX:+ExitOnOutOfMemoryError} does, when a thread ends with an {@link
 * Error}: without that thread, the service would stay alive without processing frames. Kafka's client threads only log
 * their errors, so a log handler checks them.
 */
public final class FatalErrors {
    private static final int EXIT_CODE = 3;
    private static final int MAX_CAUSES = 20;
    /** A static reference, because a logger without one loses its handlers. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private FatalErrors() {}

    /** Installs the handlers for all threads of this JVM. */
    static void install() {
        Thread.UncaughtExceptionHandler usual = (thread, failure) -> {
            System.err.println("eader: thread " + thread.getName() + " ended:");
            failure.printStackTrace();
        };
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            usual.uncaughtException(thread, failure);
            haltIfFatal("thread " + thread.getName(), failure);
        });
        KAFKA.addHandler(new KafkaLog());
    }

    /** Halts the JVM, without an orderly shutdown, if the failure is an {@link Error} or has one among its causes. */
    static void haltIfFatal(String where, Throwable failure) {
        find(failure).ifPresent(error -> {
            System.err.println(message(where, error));
            Runtime.getRuntime().halt(EXIT_CODE);
        });
    }

    /** Wraps a task of an executor, because executors store an {@link Error} without reporting it. */
    public static Runnable haltingOnError(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Error e) {
                haltIfFatal("thread " + Thread.currentThread().getName(), e);
            }
        };
    }

    /** The first {@link Error} among a failure and its causes. */
    static Optional<Error> find(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof Error error) {
                return Optional.of(error);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static String message(String where, Error error) {
        String hint = error instanceof OutOfMemoryError
                ? " Give the JVM more memory (-Xmx). If this happens at startup, check that kafka.security.protocol matches the"
                        + " listener in kafka.bootstrap.servers: a client without TLS reads the answer of a TLS listener as"
                        + " a message of hundreds of megabytes."
                : "";
        return "eader: %s failed: %s. The process ends, because it cannot continue without this thread.%s"
                .formatted(where, error, hint);
    }

    /** Checks the errors that Kafka's client threads log before they end. */
    private static final class KafkaLog extends Handler {
        @Override
        public void publish(LogRecord record) {
            if (record.getThrown() != null) {
                haltIfFatal("Kafka client in thread " + Thread.currentThread().getName(), record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
