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
 * Detects transactions that senders leave open. Consumers read only up to the last stable offset of a partition, so frames
 * after an open transaction wait while the consumer's lag is 0. Thread-safe.
 */
@Singleton
final class OpenTransactions {
    static final Duration WARN_AFTER = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(OpenTransactions.class);

    private final InstantSource clock;
    private final Map<String, Stall> stalls = new TreeMap<>();

    /** The last stable offset of a partition that has records after it, and when this offset was first seen. */
    private static final class Stall {
        final long offset;
        final Instant since;
        boolean isLogged;

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
                .description("Longest time that frames have waited for a sender's open transaction; 0 without one")
                .baseUnit("seconds")
                .register(registry);
    }

    /**
     * Compares the last stable offsets with the high watermarks. Partitions that are not given are forgotten.
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
            } else if (!stall.isLogged && age(stall).compareTo(WARN_AFTER) >= 0) {
                stall.isLogged = true;
                LOG.warnf(
                        "%d records of %s wait for a transaction that a sender has kept open at offset %d for %d s."
                                + " Kafka aborts it after the sender's transaction.timeout.ms; kafka-transactions.sh can"
                                + " describe and abort it.",
                        ends.get(partition) - offset, name, offset, age(stall).toSeconds());
            }
        });
    }

    /** Text that lists the waiting partitions; empty if there are none. */
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
