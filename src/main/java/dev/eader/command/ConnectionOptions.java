package dev.eader.command;

import dev.eader.broker.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that select the broker and the topics. */
final class ConnectionOptions {

    private static final String LOCAL = "localhost:9092";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka broker. Default: bootstrap.servers of the client properties, or " + LOCAL + ".")
    private String bootstrap;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Client properties in the format of Kafka's own commands: security.protocol, sasl.*, ssl.*.")
    private Path file;

    @Option(
            names = "-X",
            paramLabel = "KEY=VALUE",
            description = "Client property; overrides the file. Other users of this machine can read a command line, so"
                    + " keep secrets in the file.")
    private Map<String, String> properties = Map.of();

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Text before each topic name. Default: none.")
    private String prefix;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    String bootstrap() {
        return settings().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG).toString();
    }

    /**
     * Connection settings for every client: the file's properties, overridden by those on the command line.
     *
     * @throws ParameterException if the file cannot be read
     */
    Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, LOCAL);
        read().forEach((key, value) -> settings.put(key.toString(), value));
        settings.putAll(properties);
        if (bootstrap != null) {
            settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        }
        return settings;
    }

    private Properties read() {
        var read = new Properties();
        if (file != null) {
            try (var in = Files.newBufferedReader(file)) {
                read.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Invalid value for option '--command-config': " + file + " is not a readable properties file: "
                                + e,
                        e);
            }
        }
        return read;
    }

    String prefix() {
        return prefix;
    }

    Topics topics() {
        return Topics.prefixed(prefix);
    }

    /**
     * Checks that the broker answers and has these topics, with a shorter timeout than that of Kafka's clients.
     *
     * @throws KafkaException if the broker does not answer within 5 s or a topic is missing
     */
    void require(String... topics) {
        var settings = settings();
        String broker = bootstrap();
        Admin admin = null;
        try {
            settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
            settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
            admin = Admin.create(settings);
            var missing = Topics.missing(admin, Set.of(topics), TIMEOUT);
            if (!missing.isEmpty()) {
                throw new MissingTopics("Kafka at " + broker + " has no topic " + String.join(", ", missing)
                        + "; the service creates it when it starts. Check --topic-prefix and this user's permissions");
            }
        } catch (MissingTopics e) {
            throw e;
        } catch (KafkaException e) {
            // For an invalid address, the cause has the reason.
            var reason = e.getCause() instanceof ConfigException cause ? cause : e;
            throw new KafkaException("Kafka at " + broker + " cannot be reached: " + reason.getMessage(), e);
        } finally {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    /**
     * The maximum size of a record of a topic, in bytes: {@code max.request.size} of the properties, otherwise the topic's
     * {@code max.message.bytes}, or the service's default if that cannot be read.
     */
    int maxRecordBytes(String topic) {
        var settings = settings();
        Object configured = settings.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        if (configured != null) {
            return (int) ConfigDef.parseType(
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG, configured.toString(), ConfigDef.Type.INT);
        }
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var admin = Admin.create(settings)) {
            var config = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .get(resource);
            int maxBytes = Integer.parseInt(
                    config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
            return Math.max(Topics.MAX_RECORD_BYTES, maxBytes);
        } catch (ExecutionException | TimeoutException e) {
            return Topics.MAX_RECORD_BYTES;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Topics.MAX_RECORD_BYTES;
        }
    }

    private static final class MissingTopics extends KafkaException {
        MissingTopics(String message) {
            super(message);
        }
    }
}
