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
 * What Kafka Streams is told, worked out from this service's own options. Each can be overruled by its Kafka name, as in
 * {@code kafka-streams.commit.interval.ms}, from any source that counts more than a default.
 */
public final class StreamsSettings implements ConfigSourceFactory {
    /** Below application.properties (250), so that whatever is set anywhere wins. */
    static final int ORDINAL = 200;

    /** Of Kafka's producer. */
    private static final long DEFAULT_BUFFER_BYTES = 32L << 20;

    private static final List<String> GUARANTEES = List.of("exactly_once_v2", "at_least_once");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Topics topics = Topics.prefixed(option(context, "eader.topics.prefix", ""));
        String guarantee = option(context, "eader.stream.guarantee", "exactly_once_v2");
        if (!GUARANTEES.contains(guarantee)) {
            throw new IllegalArgumentException("eader.stream.guarantee takes " + GUARANTEES + ", not " + guarantee);
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
        // the prefix "consumer.", since Quarkus' dev mode merges its own interceptor there
        settings.put("kafka-streams.consumer.interceptor.classes", LookAheadInterceptor.class.getName());
        settings.put("kafka-streams.consumer.auto.offset.reset", "earliest");
        // frames of an aborted transaction were never sent, whatever the guarantee for outcomes
        settings.put("kafka-streams.consumer.isolation.level", "read_committed");
        // partitions that are added, and a topic that is deleted, are noticed within this time
        settings.put("kafka-streams.consumer.metadata.max.age.ms", "10000");
        // memory: what was polled and what Kafka Streams buffers, a partition
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
        // spurious out-of-order-sequence errors under load otherwise; it costs nothing
        settings.put("kafka-streams.producer.max.in.flight.requests.per.connection", "1");
        settings.put("kafka-streams.producer.linger.ms", "0");
        return List.of(new PropertiesConfigSource(settings, "eader-streams", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }

    /** What is set, or what stands in where nothing, or nothing but a name, is. */
    static String option(ConfigSourceContext context, String name, String otherwise) {
        ConfigValue value = context.getValue(name);
        return value == null || value.getValue() == null || value.getValue().isEmpty() ? otherwise : value.getValue();
    }

    private static int number(ConfigSourceContext context, String name, int otherwise) {
        String text = option(context, name, Integer.toString(otherwise));
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " takes a number up to 2147483647, not " + text);
        }
    }

    /**
     * One thread polls, and so does, one partition after another: by the time the last has its turn, its frames are too old.
     * So where age counts, each partition has a thread of its own.
     */
    private static String defaultThreads(ConfigSourceContext context) {
        boolean latest = option(context, "eader.freshness.policy", "LOSSLESS").equalsIgnoreCase("LATEST");
        return latest ? option(context, "eader.topics.partitions", "4") : "1";
    }

    private static String threads(String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException("eader.stream.threads takes 1 to 9999, not " + text);
        }
        return text;
    }
}
