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

/** The options that say which Kafka, and which of its topics. */
final class ConnectionOptions {

    private static final String LOCAL = "localhost:9092";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "A broker. Default: bootstrap.servers of the properties, or " + LOCAL + ".")
    private String bootstrap;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Client properties, as Kafka's own commands take them: security.protocol, sasl.*, ssl.*.")
    private Path file;

    @Option(
            names = "-X",
            paramLabel = "KEY=VALUE",
            description = "One client property; it goes before the file's. Everybody on this machine can read a command"
                    + " line, so keep secrets in the file.")
    private Map<String, String> properties = Map.of();

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Put before each topic's name. Default: none.")
    private String prefix;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    String bootstrap() {
        return settings().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG).toString();
    }

    /**
     * What every client is told of the broker: the file's properties, then those given one by one.
     *
     * @throws ParameterException when the file cannot be read
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
                        "Invalid value for option '--command-config': " + file + " is not a file of client properties: "
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
     * Checks within seconds what a Kafka client would wait for much longer.
     *
     * @throws KafkaException when the broker does not answer or a topic is not there, with where it looked
     */
    void require(String... topics) {
        var settings = settings();
        var broker = bootstrap();
        Admin admin = null;
        try {
            settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
            settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
            admin = Admin.create(settings);
            var missing = Topics.missing(admin, Set.of(topics), PATIENCE);
            if (!missing.isEmpty()) {
                throw new MissingTopics(
                        "Kafka at " + broker + " has no topic " + String.join(", ", missing)
                                + "; the service makes it when it starts; or see --topic-prefix; or no right lets this user see it");
            }
        } catch (MissingTopics e) {
            throw e;
        } catch (KafkaException e) {
            // Of an address that is none, the client says why one level down.
            var reason = e.getCause() instanceof ConfigException cause ? cause : e;
            throw new KafkaException("Kafka at " + broker + " cannot be reached: " + reason.getMessage(), e);
        } finally {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    /**
     * The maximum size of a record on a topic, in bytes: {@code max.request.size} of the properties, else the topic's
     * {@code max.message.bytes}, and the service's default when that cannot be read.
     */
    int maxRecordBytes(String topic) {
        var settings = settings();
        var set = settings.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        if (set != null) {
            return (int)
                    ConfigDef.parseType(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, set.toString(), ConfigDef.Type.INT);
        }
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var admin = Admin.create(settings)) {
            var config = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
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
