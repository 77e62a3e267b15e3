package dev.eader.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class KafkaLogLimiterTest {
    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";
    private static final String REFUSED =
            "[Consumer clientId=c-%d, groupId=g] Connection to node -%d (localhost/127.0.0.1:%d) failed authentication";

    private final AtomicLong nanos = new AtomicLong();
    private final KafkaLogLimiter filter = new KafkaLogLimiter(nanos::get);

    @Test
    void repeated_line_of_kafka_clients_is_logged_once_in_ten_seconds() {
        long logged = 0;
        for (int i = 0; i < 1200; i++) {
            nanos.set(i * 50_000_000L);
            logged += isLogged(CLIENT, String.format(Locale.ROOT, REFUSED, i, i, i)) ? 1 : 0;
        }

        assertThat(logged).as("lines in a minute, of 20 a second").isEqualTo(6);
    }

    @Test
    void different_lines_are_all_logged() {
        assertThat(isLogged(CLIENT, String.format(Locale.ROOT, REFUSED, 1, 1, 1)))
                .isTrue();
        assertThat(isLogged(CLIENT, "[Consumer clientId=c-1] Node 1 disconnected"))
                .isTrue();
        assertThat(isLogged("org.apache.kafka.clients.Metadata", String.format(Locale.ROOT, REFUSED, 1, 1, 1)))
                .as("of another logger")
                .isTrue();
    }

    @Test
    void lines_of_other_loggers_are_not_limited() {
        for (int i = 0; i < 100; i++) {
            assertThat(isLogged("dev.eader.stream.FrameLog", "the same")).isTrue();
            assertThat(isLogged(null, "the same")).isTrue();
        }
    }

    @Test
    void line_without_a_message_is_logged() {
        assertThat(isLogged(CLIENT, null)).isTrue();
    }

    private boolean isLogged(String logger, String message) {
        LogRecord line = new LogRecord(Level.SEVERE, message);
        line.setLoggerName(logger);
        return filter.isLoggable(line);
    }
}
