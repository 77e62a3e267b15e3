package dev.eader.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Detects transactions of senders that stay open. Committed records are read up to a partition's last stable offset, so
 * frames behind an open transaction wait, while the consumer's lag is 0. Thread-safe.
 */
@Singleton
final class OpenTransactions {
    static final Duration WARN_AFTER = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(OpenTransactions.class);

    private final InstantSource clock;
    private final Map<String, Stall> stalls = new TreeMap<>();

    /** A partition's last stable offset while records follow it. */
    private static final class Stall {
        final long offset;
        final Instant since;
        boolean logged;

        Stall(long offset, Instant since) {
            this.offset = offset;
            this.since = since;
        }
    }

    @Inject
    OpenTransactions(MeterRegistry registry) {
        this(registry, InstantSource.system());
    }

    OpenTransactions(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        Gauge.builder("eader.open.transaction", this, OpenTransactions::seconds)
                .description("How long frames have waited behind a sender's open transaction; 0 when there is none")
                .baseUnit("seconds")
                .register(registry);
    }

    /**
     * Compares the ends of the partitions of this instance. Partitions that are not given are forgotten.
     *
     * @param stable last stable offset of each partition
     * @param ends high watermark of each partition
     */
    synchronized void observe(Map<TopicPartition, Long> stable, Map<TopicPartition, Long> ends) {
        Instant now = clock.instant();
        stalls.keySet().removeIf(name -> stable.keySet().stream()
                .noneMatch(partition -> partition.toString().equals(name)));
        stable.forEach((partition, offset) -> {
            String name = partition.toString();
            Stall stall = stalls.get(name);
            if (offset >= ends.getOrDefault(partition, offset)) {
                stalls.remove(name);
            } else if (stall == null || stall.offset != offset) {
                stalls.put(name, new Stall(offset, now));
            } else if (!stall.logged && age(stall).compareTo(WARN_AFTER) >= 0) {
                stall.logged = true;
                LOG.warnf(
                        "%d records of %s wait behind a transaction that a sender has kept open at offset %d for %d s."
                                + " Kafka aborts it after the sender's transaction.timeout.ms; kafka-transactions.sh"
                                + " describes and aborts it.",
                        ends.get(partition) - offset, name, offset, age(stall).toSeconds());
            }
        });
    }

    /** Waiting partitions in words, empty when there is none. */
    synchronized String description() {
        StringBuilder text = new StringBuilder();
        stalls.forEach((name, stall) -> text.append(text.isEmpty() ? "" : ", ")
                .append(String.format(
                        Locale.ROOT,
                        "%s at offset %d for %d s",
                        name,
                        stall.offset,
                        age(stall).toSeconds())));
        return text.toString();
    }

    private synchronized double seconds() {
        return stalls.values().stream()
                .mapToDouble(stall -> age(stall).toMillis() / 1000.)
                .max()
                .orElse(0);
    }

    private Duration age(Stall stall) {
        return Duration.between(stall.since, clock.instant());
    }
}
