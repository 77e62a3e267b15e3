package dev.eader.serve;

import dev.eader.broker.Topics;
import dev.eader.stream.TopicLimits;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;

/**
 * Reads the limits of the topics from Kafka: at startup, every 30 seconds, and soon after a rejected record. A topic whose
 * limits cannot be read counts as unlimited; records are then shortened after Kafka rejected them. Thread-safe.
 */
@Singleton
public final class KafkaTopicLimits implements TopicLimits {
    private static final Logger LOG = Logger.getLogger(KafkaTopicLimits.class);
    private static final int INTERVAL_SECONDS = 30;
    private static final int RETRY_SECONDS = 2;
    private static final int TIMEOUT_SECONDS = 10;
    private static final Settings UNKNOWN = new Settings(OptionalInt.empty(), false);

    private final Map<String, Object> kafka;
    private final List<String> names;
    private final Map<String, Settings> topics = new ConcurrentHashMap<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile long producerMaxBytes = Long.MAX_VALUE;
    private volatile boolean isStopped;
    private boolean isLogged;

    /** {@code max.message.bytes} of a topic, and whether it is compacted. */
    private record Settings(OptionalInt maxMessageBytes, boolean isCompacted) {
        static Settings of(Config config) {
            ConfigEntry maxBytes = config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            ConfigEntry cleanup = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
            return new Settings(
                    maxBytes == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(maxBytes.value())),
                    cleanup != null && cleanup.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT));
        }
    }

    KafkaTopicLimits(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.names = topics.names();
        this.kafka = kafka;
    }

    void start(@Observes StartupEvent event) {
        Thread thread = new Thread(this::readRepeatedly, "topic-limits");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        isStopped = true;
        wakeUps.release();
    }

    @Override
    public Limit of(String topic) {
        Settings settings = topics.getOrDefault(topic, UNKNOWN);
        int maxBytes = settings.maxMessageBytes().orElse(Integer.MAX_VALUE);
        return new Limit(Math.min(maxBytes, producerMaxBytes), settings.isCompacted());
    }

    /** The topic's {@code max.message.bytes}; empty if unknown. */
    public OptionalInt maxMessageBytes(String topic) {
        return topics.getOrDefault(topic, UNKNOWN).maxMessageBytes();
    }

    @Override
    public void refresh() {
        wakeUps.release();
    }

    @Override
    public void producerMaxBytes(long bytes) {
        producerMaxBytes = bytes;
    }

    private void readRepeatedly() {
        try (Admin admin = Admin.create(kafka)) {
            while (!isStopped) {
                boolean isComplete =
                        names.stream().filter(name -> !read(admin, name)).count() == 0;
                wakeUps.tryAcquire(isComplete ? INTERVAL_SECONDS : RETRY_SECONDS, TimeUnit.SECONDS);
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            LOG.warn("The limits of the topics cannot be read and count as unlimited: " + e.getMessage());
        }
    }

    /**
     * Reads one topic, because permissions can differ between topics.
     *
     * @return false if another attempt may succeed
     */
    private boolean read(Admin admin, String name) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try {
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            topics.put(name, Settings.of(configs.get(topic)));
            return true;
        } catch (ExecutionException | TimeoutException e) {
            topics.remove(name);
            boolean isForbidden = e.getCause() instanceof AuthorizationException;
            if (isForbidden && !isLogged) {
                isLogged = true;
                LOG.infof(
                        "The limits of topic %s cannot be read, because this user has no DescribeConfigs permission for it."
                                + " The service works without it, but repeats a transaction for each record that Kafka rejects",
                        name);
            }
            return isForbidden;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isStopped = true;
            return true;
        }
    }
}
