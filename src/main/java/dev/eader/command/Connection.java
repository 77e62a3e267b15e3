package dev.eader.command;

import dev.eader.broker.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Option;

/** The options that say which Kafka, and which of its topics. */
final class Connection {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "A broker. Default: ${DEFAULT-VALUE}.")
    private String bootstrap;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Put before each topic's name. Default: none.")
    private String prefix;

    String bootstrap() {
        return bootstrap;
    }

    String prefix() {
        return prefix;
    }

    Topics topics() {
        return Topics.prefixed(prefix);
    }

    /**
     * Checks within seconds what a Kafka client would wait for much longer.
     *
     * @throws KafkaException when the broker does not answer or a topic is not there, with where it looked
     */
    void require(String... topics) {
        Admin admin = null;
        try {
            admin = Admin.create(Map.of(
                    CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                    CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis(),
                    CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis()));
            var missing = Topics.missing(admin, Set.of(topics), PATIENCE);
            if (!missing.isEmpty()) {
                throw new MissingTopics("Kafka at " + bootstrap + " has no topic " + String.join(", ", missing)
                        + "; the service makes it when it starts, or see --topic-prefix");
            }
        } catch (MissingTopics e) {
            throw e;
        } catch (KafkaException e) {
            // Of an address that is none, the client says why one level down.
            var reason = e.getCause() instanceof ConfigException cause ? cause : e;
            throw new KafkaException("Kafka at " + bootstrap + " cannot be reached: " + reason.getMessage(), e);
        } finally {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    private static final class MissingTopics extends KafkaException {
        MissingTopics(String message) {
            super(message);
        }
    }
}
