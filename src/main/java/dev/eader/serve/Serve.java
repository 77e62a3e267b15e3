package dev.eader.serve;

import dev.eader.broker.EmbeddedKafka;
import dev.eader.broker.RecordLimits;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import sun.misc.Signal;

/**
 * Runs the service. If no broker is configured, starts an embedded one in this JVM before Quarkus and closes it after
 * Quarkus, because a log that was not closed delays the next start by half a minute.
 */
public final class Serve {
    /** Set to true if the embedded broker is in use. */
    static final String EMBEDDED = "eader.broker.embedded";

    private static final String BOOTSTRAP = "kafka.bootstrap.servers";
    private static final String HTTP_HOST = "quarkus.http.host";
    private static final int DEFAULT_PORT = 9092;
    private static final int MAX_START_SECONDS = 90;
    private static final int MAX_END_SECONDS = 15;
    private static final CountDownLatch STARTED = new CountDownLatch(1);

    private static volatile boolean stopRequested;

    private Serve() {}

    /** Whether a signal arrived; Quarkus ignores signals that arrive before it starts. */
    static boolean stopRequested() {
        return stopRequested;
    }

    /**
     * Never returns. The exit code is 0 after Ctrl-C and SIGTERM, or 1 if the service did not start or its shutdown took
     * longer than {@link ExitDeadline#SECONDS}.
     */
    public static void run(String... arguments) {
        FatalErrors.install();
        Runtime.getRuntime().addShutdownHook(new Thread(ExitDeadline::start, "shutdown"));
        // Quarkus would exit with 143, which suggests a disorderly end.
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signal -> {
                stopRequested = true;
                ExitDeadline.start();
                Quarkus.asyncExit(0);
            });
        }
        Optional<EmbeddedKafka> broker;
        try {
            limitStartTime();
            broker = startEmbeddedBroker();
        } catch (RuntimeException e) {
            reportFailure(e);
            System.exit(1);
            return;
        }
        STARTED.countDown();
        Quarkus.run(
                null,
                (code, failure) -> {
                    if (failure != null) {
                        reportFailure(failure);
                    }
                    broker.ifPresent(EmbeddedKafka::close);
                    System.exit(failure == null ? code : Math.max(1, code));
                },
                arguments);
    }

    /** Halts the JVM if the embedded broker does not start in time; without disk space or file handles it may never fail. */
    private static void limitStartTime() {
        startDaemon("start-watch", () -> {
            if (!STARTED.await(MAX_START_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("eader: the embedded Kafka did not start within " + MAX_START_SECONDS
                        + " s. Check the free space of its directory (eader.broker.dir, or java.io.tmpdir) and the limit of"
                        + " open files.");
                Runtime.getRuntime().halt(1);
            }
        });
    }

    /** Prints the reason and halts the JVM if the orderly shutdown does not finish in time. */
    private static void reportFailure(Throwable failure) {
        System.err.println("eader: " + reason(failure));
        startDaemon("end-watch", () -> {
            new CountDownLatch(1).await(MAX_END_SECONDS, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(1);
        });
    }

    private interface InterruptibleTask {
        void run() throws InterruptedException;
    }

    private static void startDaemon(String name, InterruptibleTask task) {
        Runnable interruptible = () -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Thread thread = new Thread(interruptible, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static Optional<EmbeddedKafka> startEmbeddedBroker() {
        // Quarkus reads its own configuration later.
        SmallRyeConfig config = ConfigUtils.configBuilder().build();
        if (config.getOptionalValue(BOOTSTRAP, String.class).isPresent()) {
            return Optional.empty();
        }
        // Until Quarkus configures logging, the broker would log its whole configuration.
        Logger.getLogger("").setLevel(Level.WARNING);
        int port = config.getOptionalValue("eader.broker.port", Integer.class).orElse(DEFAULT_PORT);
        RecordLimits sizes = config.getOptionalValue("eader.image.max-bytes", Integer.class)
                .map(RecordLimits::ofImages)
                .orElse(RecordLimits.DEFAULT);
        EmbeddedKafka broker =
                EmbeddedKafka.start(port, config.getOptionalValue("eader.broker.dir", Path.class), sizes);
        System.setProperty(BOOTSTRAP, broker.bootstrapServers());
        System.setProperty(EMBEDDED, "true");
        // The embedded broker is for trials on one machine, where every client that can connect may write.
        if (config.getOptionalValue(HTTP_HOST, String.class).isEmpty()) {
            System.setProperty(HTTP_HOST, "localhost");
        }
        System.out.println("No kafka.bootstrap.servers is set: embedded Kafka on " + broker.bootstrapServers());
        return Optional.of(broker);
    }

    /** The message of the innermost cause, or of the innermost cause that names an option. */
    static String reason(Throwable failure) {
        Throwable reported = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (namesOption(cause) || !namesOption(reported)) {
                reported = cause;
            }
        }
        return reported.getMessage() == null ? reported.toString() : reported.getMessage();
    }

    private static boolean namesOption(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().contains("eader.");
    }
}
