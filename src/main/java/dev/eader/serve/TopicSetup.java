package dev.eader.serve;

import dev.eader.broker.RecordLimits;
import dev.eader.broker.Topics;
import dev.eader.config.EaderConfig;
import dev.eader.config.TopicsConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Makes the topics that are missing, where that is allowed. A broker that is not there yet is asked again. */
@Singleton
final class TopicSetup {
    private static final Logger LOG = Logger.getLogger(TopicSetup.class);
    private static final int PAUSE_SECONDS = 2;

    private final TopicsConfig options;
    private final Topics topics;
    private final RecordLimits sizes;
    private final Map<String, Object> kafka;
    private final CountDownLatch stopped = new CountDownLatch(1);

    TopicSetup(
            EaderConfig config,
            Topics topics,
            RecordLimits sizes,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.options = config.topics();
        this.topics = topics;
        this.sizes = sizes;
        this.kafka = kafka;
    }

    void start(@Observes StartupEvent event) {
        if (options.create()) {
            Thread thread = new Thread(this::create, "topics");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void create() {
        boolean done = false;
        try (Admin admin = Admin.create(kafka)) {
            do {
                done = tryOnce(admin);
            } while (!done && !stopped.await(PAUSE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryOnce(Admin admin) {
        try {
            topics.createMissing(admin, options.partitions(), options.replication(), sizes);
            return true;
        } catch (KafkaException e) {
            LOG.warnf("Topics %s are not there yet: %s", topics.names(), e.getMessage());
            return false;
        }
    }
}
