package dev.eader.serve;

import dev.eader.broker.RecordLimits;
import dev.eader.broker.Topics;
import dev.eader.stream.FrameTimestamp;
import dev.eader.stream.LookAheadInterceptor;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Derives the settings of Kafka Streams from the options {@code eader.*}. Each setting can be overridden by its Kafka name,
 * such as {@code kafka-streams.commit.interval.ms}.
 */
public final class StreamsSettings implements ConfigSourceFactory {
    /** Lower than that of application.properties (250), so that every other source overrides these settings. */
    static final int ORDINAL = 200;

    /** Kafka's default of {@code buffer.memory}. */
    private static final long DEFAULT_BUFFER_BYTES = 32L << 20;

    private static final List<String> GUARANTEES = List.of("exactly_once_v2", "at_least_once");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Topics topics = Topics.prefixed(option(context, "eader.topics.prefix", ""));
        String guarantee = option(context, "eader.stream.guarantee", "exactly_once_v2");
        if (!GUARANTEES.contains(guarantee)) {
            throw new IllegalArgumentException(
                    "eader.stream.guarantee must be one of " + GUARANTEES + ", but is " + guarantee);
        }
        StreamTimeouts times = StreamTimeouts.of(context, guarantee.startsWith("exactly_once"));
        Map<String, String> settings = new HashMap<>(times.settings());
        settings.put("quarkus.kafka-streams.application-id", topics.applicationId());
        settings.put("quarkus.kafka-streams.topics", topics.frames());
        settings.put("kafka-streams.processing.guarantee", guarantee);
        settings.put(
                "kafka-streams.num.stream.threads",
                threads(option(context, "eader.stream.threads", defaultThreads(context))));
        settings.put("kafka-streams.default.timestamp.extractor", FrameTimestamp.class.getName());
        // With the prefix "consumer.", because Quarkus' dev mode merges its own interceptor there.
        settings.put("kafka-streams.consumer.interceptor.classes", LookAheadInterceptor.class.getName());
        settings.put("kafka-streams.consumer.auto.offset.reset", "earliest");
        // Frames of an aborted transaction do not count as sent, with each guarantee.
        settings.put("kafka-streams.consumer.isolation.level", "read_committed");
        // Maximum time until added partitions and a deleted topic are noticed.
        settings.put("kafka-streams.consumer.metadata.max.age.ms", "10000");
        // These limits bound the memory for polled and buffered records.
        RecordLimits sizes = RecordLimits.ofImages(number(context, "eader.image.max-bytes", 8 << 20));
        settings.put("kafka-streams.consumer.max.poll.records", Integer.toString(sizes.recordsInPoll()));
        settings.put("kafka-streams.buffered.records.per.partition", Integer.toString(sizes.recordsInPoll()));
        settings.put("kafka-streams.consumer.max.partition.fetch.bytes", Integer.toString(sizes.frameBytes()));
        settings.put(
                "kafka-streams.consumer.fetch.max.bytes",
                Integer.toString(Math.max(ConsumerConfig.DEFAULT_FETCH_MAX_BYTES, sizes.frameBytes())));
        String instance = option(context, "eader.stream.instance", "");
        if (!instance.isEmpty()) {
            settings.put("kafka-streams.consumer.group.instance.id", instance);
        }
        settings.put("kafka-streams.producer.max.request.size", Integer.toString(sizes.recordBytes() + 1024));
        settings.put(
                "kafka-streams.producer.buffer.memory",
                Long.toString(Math.max(DEFAULT_BUFFER_BYTES, 2L * sizes.recordBytes())));
        settings.put("kafka-streams.producer.compression.type", "none");
        // Avoids spurious out-of-order-sequence errors under load, at no cost in throughput.
        settings.put("kafka-streams.producer.max.in.flight.requests.per.connection", "1");
        settings.put("kafka-streams.producer.linger.ms", "0");
        return List.of(new PropertiesConfigSource(settings, "eader-streams", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }

    /** The value of an option, or a default if it is not set or empty. */
    static String option(ConfigSourceContext context, String name, String defaultValue) {
        ConfigValue value = context.getValue(name);
        return value == null || value.getValue() == null || value.getValue().isEmpty()
                ? defaultValue
                : value.getValue();
    }

    private static int number(ConfigSourceContext context, String name, int defaultValue) {
        String text = option(context, name, Integer.toString(defaultValue));
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a whole number up to 2147483647, but is " + text);
        }
    }

    /**
     * One thread processes its partitions one after another, so frames of the last partition may become too old. With a
     * maximum age, each partition therefore gets its own thread.
     */
    private static String defaultThreads(ConfigSourceContext context) {
        boolean latest = option(context, "eader.freshness.policy", "LOSSLESS").equalsIgnoreCase("LATEST");
        return latest ? option(context, "eader.topics.partitions", "4") : "1";
    }

    private static String threads(String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException("eader.stream.threads must be from 1 to 9999, but is " + text);
        }
        return text;
    }
}
