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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jboss.logging.Logger;

/**
 * Reads from Kafka what the topics accept: at the start, every 30 seconds, and soon after a refusal. What it cannot read,
 * for want of the right DescribeConfigs or of a broker, counts as without a limit; records are then reduced after Kafka
 * refused them. Thread-safe.
 */
@Singleton
public final class KafkaTopicLimits implements TopicLimits {
    private static final Logger LOG = Logger.getLogger(KafkaTopicLimits.class);
    private static final int INTERVAL_SECONDS = 30;
    private static final int RETRY_SECONDS = 2;
    private static final int TIMEOUT_SECONDS = 10;

    private final Map<String, Object> kafka;
    private final List<String> names;
    private final Map<String, Config> configs = new ConcurrentHashMap<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile long producerMaxBytes = Long.MAX_VALUE;
    private volatile boolean stopped;
    private boolean logged;

    KafkaTopicLimits(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.names = topics.names();
        this.kafka = kafka;
    }

    void start(@Observes StartupEvent event) {
        Thread thread = new Thread(this::watch, "topic-limits");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        wakeUps.release();
    }

    @Override
    public Limit of(String topic) {
        long maxBytes = maxMessageBytes(topic).orElse(Integer.MAX_VALUE);
        Config config = configs.get(topic);
        boolean isCompacted = config != null
                && config.get(TopicConfig.CLEANUP_POLICY_CONFIG) != null
                && config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        return new Limit(Math.min(maxBytes, producerMaxBytes), isCompacted);
    }

    /** The topic's {@code max.message.bytes}; empty when it is not known. */
    public OptionalInt maxMessageBytes(String topic) {
        Config config = configs.get(topic);
        return config == null || config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG) == null
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(
                        config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()));
    }

    @Override
    public void refresh() {
        wakeUps.release();
    }

    @Override
    public void producerMaxBytes(long bytes) {
        producerMaxBytes = bytes;
    }

    private void watch() {
        try (Admin admin = Admin.create(kafka)) {
            while (!stopped) {
                boolean complete =
                        names.stream().filter(name -> !read(admin, name)).count() == 0;
                wakeUps.tryAcquire(complete ? INTERVAL_SECONDS : RETRY_SECONDS, TimeUnit.SECONDS);
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            LOG.warn("The limits of the topics are not read: " + e.getMessage());
        }
    }

    /** Each topic by itself: a right may be missing for one of them alone. */
    private boolean read(Admin admin, String name) throws KafkaException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try {
            var read = admin.describeConfigs(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            configs.put(name, read.get(topic));
            return true;
        } catch (ExecutionException | TimeoutException e) {
            configs.remove(name);
            boolean forbidden = e.getCause() instanceof org.apache.kafka.common.errors.AuthorizationException;
            if (forbidden && !logged) {
                logged = true;
                LOG.infof(
                        "The limits of topic %s cannot be read: no right to DescribeConfigs. The service works without it, "
                                + "but repeats a transaction for each record that Kafka refuses",
                        name);
            }
            return forbidden;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
            return true;
        }
    }
}
