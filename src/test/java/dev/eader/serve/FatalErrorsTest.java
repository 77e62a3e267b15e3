package dev.eader.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FatalErrorsTest {
    private static final int PATIENCE_SECONDS = 60;

    @Test
    void error_is_found_among_the_causes() {
        assertThat(FatalErrors.in(new StreamsException(new OutOfMemoryError("Java heap space"))))
                .isPresent();
        assertThat(FatalErrors.in(new StreamsException(new IllegalStateException())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "thread, StackOverflowError, 3",
        "thread, IllegalStateException, 0",
        "executor, OutOfMemoryError, 3",
        "kafka, OutOfMemoryError, 3",
        "kafka, IllegalStateException, 0"
    })
    void process_ends_with_3_only_on_an_error(String where, String failure, int code) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Failing.class.getName(),
                        where,
                        failure)
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isEqualTo(code);
            if (code != 0) {
                assertThat(output).contains("eader: ", failure, "The process ends");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** A program with one thread that fails, and one that would go on. */
    static final class Failing {
        public static void main(String[] arguments) throws InterruptedException {
            FatalErrors.observe();
            Throwable failure =
                    switch (arguments[1]) {
                        case "StackOverflowError" -> new StackOverflowError();
                        case "OutOfMemoryError" -> new OutOfMemoryError("Java heap space");
                        default -> new IllegalStateException();
                    };
            if (arguments[0].equals("executor")) {
                Executors.newSingleThreadScheduledExecutor()
                        .schedule(
                                FatalErrors.haltingOnError(() -> Failing.<RuntimeException>sneak(failure)),
                                0,
                                TimeUnit.SECONDS);
                return;
            }
            Thread thread = new Thread(() -> {
                if (arguments[0].equals("kafka")) {
                    Logger.getLogger("org.apache.kafka.common.utils.KafkaThread")
                            .log(Level.SEVERE, "Uncaught exception in thread", failure);
                } else {
                    Failing.<RuntimeException>sneak(failure);
                }
            });
            thread.start();
            thread.join();
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void sneak(Throwable failure) throws T {
            throw (T) failure;
        }
    }
}
