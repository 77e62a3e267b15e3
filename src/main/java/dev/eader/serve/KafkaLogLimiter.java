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
 * Limits lines of the Kafka clients that repeat, such as those of connections that a broker refuses: of lines that differ
 * only in the client's name and in numbers, one is logged in ten seconds. Other loggers are not limited. Thread-safe.
 */
@LoggingFilter(name = "repeated-kafka-lines")
public final class KafkaLogLimiter implements Filter {
    static final Duration PERIOD = Duration.ofSeconds(10);

    private static final String KAFKA_CLIENTS = "org.apache.kafka.clients";
    /** Kinds of lines that are remembered; with more, all are forgotten, so that memory is bounded. */
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

    /** The line without what differs between clients and attempts. */
    private static String kind(LogRecord line) {
        String text = line instanceof ExtLogRecord formatted ? formatted.getFormattedMessage() : line.getMessage();
        return line.getLoggerName()
                + String.valueOf(text).replaceFirst("^\\[[^\\]]*]", "").replaceAll("\\d+", "#");
    }
}
