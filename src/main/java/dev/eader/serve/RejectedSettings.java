package dev.eader.serve;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.protocol.Errors;

/** Settings that a broker refuses whenever they are tried, with the option to change. */
final class RejectedSettings {
    private static final int MAX_CAUSES = 20;
    private static final Map<Errors, String> OPTIONS = Map.of(
            Errors.INVALID_TRANSACTION_TIMEOUT,
            "eader.inference.timeout plus eader.stream.commit-interval plus 5 s, or"
                    + " kafka-streams.producer.transaction.timeout.ms, must be at most the broker's"
                    + " transaction.max.timeout.ms",
            Errors.INVALID_SESSION_TIMEOUT,
            "kafka-streams.consumer.session.timeout.ms must be from the broker's group.min.session.timeout.ms to its"
                    + " group.max.session.timeout.ms",
            Errors.INCONSISTENT_GROUP_PROTOCOL,
            "the consumer group is in use by another program; change eader.topics.prefix or"
                    + " quarkus.kafka-streams.application-id",
            Errors.UNSUPPORTED_VERSION,
            "the broker is too old for a setting; eader.stream.guarantee=exactly_once_v2 needs Kafka 2.5 or newer");

    private RejectedSettings() {}

    /** What to change, if the failure is one that no further attempt can end. */
    static Optional<String> explain(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            for (var option : OPTIONS.entrySet()) {
                if (is(cause, option.getKey())) {
                    return Optional.of("Kafka refuses the settings of this service: " + option.getValue()
                            + ". Kafka says: " + cause.getMessage());
                }
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** Producers pass the broker's error on as text only. */
    private static boolean is(Throwable failure, Errors error) {
        return failure.getClass() == error.exception().getClass()
                || failure.getMessage() != null && failure.getMessage().endsWith(error.message());
    }
}
