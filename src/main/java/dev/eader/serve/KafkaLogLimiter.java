package dev.eader.serve;

import io.quarkus.logging.LoggingFilter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Limits repeated log lines of Kafka clients, such as those about refused connections: of lines that differ only in the
 * client name and in numbers, one is logged every ten seconds. Other loggers are not limited. Thread-safe.
 */
@LoggingFilter(name = "repeated-kafka-lines")
public final class KafkaLogLimiter implements Filter {
    static final Duration PERIOD = Duration.ofSeconds(10);

    private static final String KAFKA_CLIENTS = "org.apache.kafka.clients";
    /** Maximum number of remembered kinds of lines; all are dropped when it is reached. */
    private static final int MAX_KINDS = 500;

    private final LongSupplier nanos;
    private final Map<String, Long> logged = new HashMap<>();

    public KafkaLogLimiter() {
        this(System::nanoTime);
    }

    KafkaLogLimiter(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        return line.getLoggerName() == null || !line.getLoggerName().startsWith(KAFKA_CLIENTS) || isDue(kind(line));
    }

    private synchronized boolean isDue(String kind) {
        long now = nanos.getAsLong();
        Long last = logged.get(kind);
        if (last != null && now - last < PERIOD.toNanos()) {
            return false;
        }
        if (logged.size() >= MAX_KINDS) {
            logged.clear();
        }
        logged.put(kind, now);
        return true;
    }

    /** The logger and the message, without client name and numbers. */
    private static String kind(LogRecord line) {
        String text = line instanceof ExtLogRecord formatted ? formatted.getFormattedMessage() : line.getMessage();
        return line.getLoggerName()
                + String.valueOf(text).replaceFirst("^\\[[^\\]]*]", "").replaceAll("\\d+", "#");
    }
}
