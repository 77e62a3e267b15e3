package dev.eader.serve;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Times of the stream that depend on each other.
 *
 * <p>A stream thread waits for the outcome of a frame at most {@code inference}. Meanwhile its transaction stays open and
 * it does not poll, so both of Kafka's limits must be longer.
 *
 * @param inference how long a frame may take, at least 1 ms
 * @param commit interval between commits, 0 or more
 * @param transaction after which the broker aborts an open transaction
 * @param poll after which the group excludes a consumer that does not poll
 */
record StreamTimeouts(Duration inference, Duration commit, Duration transaction, Duration poll) {
    /** Default of the broker's {@code transaction.max.timeout.ms}; a client without admin rights cannot read it. */
    static final Duration MAX_TRANSACTION = Duration.ofMinutes(15);

    private static final Duration MAX_WAIT = Duration.ofHours(24);
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final Duration MIN_POLL = Duration.ofMinutes(5);
    private static final String INFERENCE = "eader.inference.timeout";
    private static final String COMMIT = "eader.stream.commit-interval";
    private static final String TRANSACTION = "transaction.timeout.ms";
    private static final String POLL = "max.poll.interval.ms";
    private static final String SESSION = "session.timeout.ms";
    private static final String HEARTBEAT = "heartbeat.interval.ms";

    /**
     * Reads the times from the options and checks them against each other.
     *
     * @throws IllegalArgumentException naming the option that cannot work and what is accepted
     */
    static StreamTimeouts of(ConfigSourceContext context, boolean exactlyOnce) {
        Duration inference = duration(context, INFERENCE, "10s");
        Duration commit = duration(context, COMMIT, "50ms");
        require(INFERENCE, inference, Duration.ofMillis(1));
        require(COMMIT, commit, Duration.ZERO);
        Duration needed = inference.plus(commit).plus(MARGIN);
        Optional<Duration> transaction = kafka(context, "producer.", TRANSACTION);
        if (exactlyOnce) {
            requireTransaction(inference, commit, transaction);
        }
        Optional<Duration> poll = kafka(context, "consumer.", POLL);
        if (poll.isPresent() && poll.get().compareTo(inference) <= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "kafka-streams.consumer.%s must be longer than %s (%s), because a consumer does not poll while it waits for a frame, but is %s.",
                    POLL,
                    INFERENCE,
                    text(inference),
                    text(poll.get())));
        }
        requireSession(context);
        Duration twice = needed.multipliedBy(2);
        return new StreamTimeouts(
                inference, commit, transaction.orElse(needed), twice.compareTo(MIN_POLL) > 0 ? twice : MIN_POLL);
    }

    private static void requireTransaction(Duration inference, Duration commit, Optional<Duration> configured) {
        Duration longest = configured.orElse(MAX_TRANSACTION).minus(MARGIN);
        if (inference.plus(commit).compareTo(longest) > 0) {
            String option = inference.compareTo(commit) >= 0 ? INFERENCE : COMMIT;
            String limit = configured.isPresent()
                    ? "kafka-streams.producer." + TRANSACTION
                    : "the broker's default of transaction.max.timeout.ms";
            throw new IllegalArgumentException(
                    ("%s is too long for exactly_once_v2: %s (%s) plus %s (%s) must be at most %s, which is %s (%s) less %s."
                                    + " Shorten it, set eader.stream.guarantee=at_least_once, or, if the broker allows it,"
                                    + " set a longer kafka-streams.producer.%s.")
                            .formatted(
                                    option,
                                    INFERENCE,
                                    text(inference),
                                    COMMIT,
                                    text(commit),
                                    text(longest),
                                    limit,
                                    text(configured.orElse(MAX_TRANSACTION)),
                                    text(MARGIN),
                                    TRANSACTION));
        }
    }

    private static void requireSession(ConfigSourceContext context) {
        Duration session = kafka(context, "consumer.", SESSION).orElse(Duration.ofSeconds(10));
        Duration heartbeat = kafka(context, "consumer.", HEARTBEAT).orElse(Duration.ofSeconds(3));
        if (session.compareTo(heartbeat) <= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "kafka-streams.consumer.%s must be longer than kafka-streams.consumer.%s (%s), but is %s.",
                    SESSION,
                    HEARTBEAT,
                    text(heartbeat),
                    text(session)));
        }
    }

    /** These times as settings of Kafka Streams. */
    Map<String, String> settings() {
        return Map.of(
                "kafka-streams.commit.interval.ms",
                Long.toString(commit.toMillis()),
                "kafka-streams.producer." + TRANSACTION,
                Long.toString(transaction.toMillis()),
                "kafka-streams.consumer." + POLL,
                Long.toString(poll.toMillis()),
                "kafka-streams.consumer." + SESSION,
                "10000",
                "kafka-streams.consumer." + HEARTBEAT,
                "3000");
    }

    private static Optional<Duration> kafka(ConfigSourceContext context, String client, String name) {
        return Stream.of("kafka-streams." + client + name, "kafka-streams." + name)
                .map(context::getValue)
                // values below are recorded by Quarkus when it is built, from the defaults of this very source
                .filter(value -> value != null && value.getConfigSourceOrdinal() > StreamsSettings.ORDINAL)
                .map(ConfigValue::getValue)
                // Kafka refuses anything else itself, with the name of the setting
                .filter(text -> text != null && text.matches("\\d{1,10}"))
                .map(text -> Duration.ofMillis(Long.parseLong(text)))
                .findFirst();
    }

    private static Duration duration(ConfigSourceContext context, String name, String defaultValue) {
        String text = StreamsSettings.option(context, name, defaultValue);
        try {
            return new DurationConverter().convert(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " takes a duration, as 500ms or 10s, not " + text);
        }
    }

    private static void require(String option, Duration value, Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s must be from %s to %s, but is %s.",
                    option,
                    text(min),
                    text(MAX_WAIT),
                    text(value)));
        }
    }

    /** As the options take it, such as {@code 14m55s}. */
    private static String text(Duration duration) {
        return duration.toMillis() < 1000
                ? duration.toMillis() + "ms"
                : duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
