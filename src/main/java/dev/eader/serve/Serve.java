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
 * Runs the service. Where no broker is configured, a real one starts in this JVM first, and ends after everything else:
 * a log that is not closed costs the next start half a minute.
 */
public final class Serve {
    private static final String BOOTSTRAP = "kafka.bootstrap.servers";

    private static final String HTTP_HOST = "quarkus.http.host";

    /** Set where the broker is the embedded one. */
    static final String EMBEDDED = "eader.broker.embedded";

    private static final int START_SECONDS = 90;
    private static final int END_SECONDS = 15;
    private static final CountDownLatch STARTED = new CountDownLatch(1);

    private static volatile boolean stopRequested;

    private Serve() {}

    /** Whether a signal arrived; Quarkus ignores signals that arrive before it starts. */
    static boolean stopRequested() {
        return stopRequested;
    }

    /**
     * Never returns. The exit code is 0 after Ctrl-C and SIGTERM, or 1 if the shutdown had to be cut short after {@link
     * ExitDeadline#SECONDS}.
     */
    public static void run(String... arguments) {
        FatalErrors.observe();
        Runtime.getRuntime().addShutdownHook(new Thread(ExitDeadline::start, "shutdown"));
        // Quarkus would end with 143, which an orderly end is not
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signal -> {
                stopRequested = true;
                ExitDeadline.start();
                Quarkus.asyncExit(0);
            });
        }
        Optional<EmbeddedKafka> broker;
        try {
            watchStart();
            broker = embed();
        } catch (RuntimeException e) {
            // an option that is wrong, or no broker: Quarkus, which would tell, has not begun
            System.err.println("eader: " + reason(e));
            endWithin(END_SECONDS);
            System.exit(1);
            return;
        }
        STARTED.countDown();
        Quarkus.run(
                null,
                (code, failure) -> {
                    if (failure != null) {
                        System.err.println("eader: " + reason(failure));
                        endWithin(END_SECONDS);
                    }
                    broker.ifPresent(EmbeddedKafka::close);
                    System.exit(failure == null ? code : Math.max(1, code));
                },
                arguments);
    }

    /** What has run out, be it disk or handles, may also keep a broker from ever saying that it does not start. */
    private static void watchStart() {
        daemon("start-watch", () -> {
            if (!STARTED.await(START_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("eader: the embedded Kafka did not start within " + START_SECONDS
                        + " s; is there room in its directory (eader.broker.dir, or java.io.tmpdir), and are there"
                        + " file handles left?");
                Runtime.getRuntime().halt(1);
            }
        });
    }

    /** After a failure, the end may fail as well: then without ceremony. */
    private static void endWithin(int seconds) {
        daemon("end-watch", () -> {
            new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(1);
        });
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    private static void daemon(String name, Wait wait) {
        Thread thread = new Thread(
                () -> {
                    try {
                        wait.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static Optional<EmbeddedKafka> embed() {
        // Quarkus reads its own configuration later, when it begins
        SmallRyeConfig config = ConfigUtils.configBuilder().build();
        if (config.getOptionalValue(BOOTSTRAP, String.class).isPresent()) {
            return Optional.empty();
        }
        // until Quarkus sets logging up, or the broker tells its whole life
        Logger.getLogger("").setLevel(Level.WARNING);
        int port = config.getOptionalValue("eader.broker.port", Integer.class).orElse(9092);
        RecordLimits sizes = config.getOptionalValue("eader.image.max-bytes", Integer.class)
                .map(RecordLimits::ofImages)
                .orElse(RecordLimits.DEFAULT);
        EmbeddedKafka broker =
                EmbeddedKafka.start(port, config.getOptionalValue("eader.broker.dir", Path.class), sizes);
        System.setProperty(BOOTSTRAP, broker.bootstrapServers());
        System.setProperty(EMBEDDED, "true");
        // Without a broker of its own this is a trial on one machine, where everybody who can connect may write.
        if (config.getOptionalValue(HTTP_HOST, String.class).isEmpty()) {
            System.setProperty(HTTP_HOST, "localhost");
        }
        System.out.println("No kafka.bootstrap.servers is set: embedded Kafka on " + broker.bootstrapServers());
        return Optional.of(broker);
    }

    /** What lies deepest; an option's name does not get lost on the way there. */
    static String reason(Throwable failure) {
        Throwable told = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (names(cause) || !names(told)) {
                told = cause;
            }
        }
        return told.getMessage() == null ? told.toString() : told.getMessage();
    }

    private static boolean names(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().contains("eader.");
    }
}
