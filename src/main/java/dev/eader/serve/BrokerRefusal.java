package dev.eader.serve;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Settings that a broker refuses whenever they are tried, with the option to change. */
final class BrokerRefusal {
    private static final int MAX_CAUSES = 20;
    private static final Map<Class<? extends Throwable>, String> OPTIONS = Map.of(
            InvalidTxnTimeoutException.class,
            "eader.inference.timeout plus eader.stream.commit-interval plus 5 s, or"
                    + " kafka-streams.producer.transaction.timeout.ms, must be at most the broker's"
                    + " transaction.max.timeout.ms",
            InvalidSessionTimeoutException.class,
            "kafka-streams.consumer.session.timeout.ms must be from the broker's group.min.session.timeout.ms to its"
                    + " group.max.session.timeout.ms",
            InconsistentGroupProtocolException.class,
            "the consumer group is in use by another program; change eader.topics.prefix or"
                    + " quarkus.kafka-streams.application-id",
            UnsupportedVersionException.class,
            "the broker is too old for a setting; eader.stream.guarantee=exactly_once_v2 needs Kafka 2.5 or newer");

    private BrokerRefusal() {}

    /** What to change, if the failure is one that no further attempt can end. */
    static Optional<String> explain(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            String option = OPTIONS.get(cause.getClass());
            if (option != null) {
                return Optional.of("Kafka refuses the settings of this service: " + option + ". Kafka says: "
                        + cause.getMessage());
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
