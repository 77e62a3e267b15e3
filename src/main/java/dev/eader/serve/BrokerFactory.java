package dev.eader.serve;

import dev.eader.broker.RecordLimits;
import dev.eader.broker.SharedAdmin;
import dev.eader.broker.Topics;
import dev.eader.camera.DemoControls;
import dev.eader.config.EaderConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Creates the beans that describe the broker: topics, record limits, admin client, demo camera. */
final class BrokerFactory {
    private static final int MAX_RECONNECT_MS = 2000;

    @Produces
    @Singleton
    Topics topics(EaderConfig config) {
        int partitions = config.topics().partitions();
        if (partitions < 1) {
            throw new IllegalArgumentException("eader.topics.partitions must be at least 1, but is " + partitions);
        }
        return Topics.prefixed(config.topics().prefix());
    }

    @Produces
    @Singleton
    RecordLimits recordLimits(EaderConfig config) {
        return RecordLimits.ofImages(config.image().maxBytes());
    }

    @Produces
    @Singleton
    DemoControls demoSwitches(EaderConfig config) {
        return new DemoControls(config.broker().embedded() && config.demo().fps() > 0);
    }

    @Produces
    @Singleton
    SharedAdmin admin(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, MAX_RECONNECT_MS);
        return new SharedAdmin(Admin.create(settings));
    }

    void close(@Disposes SharedAdmin shared) {
        shared.admin().close(Duration.ZERO);
    }
}
