package dev.eader.health;

import dev.eader.broker.RecordLimits;
import dev.eader.broker.Topics;
import dev.eader.serve.KafkaTopicLimits;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness check {@code record-sizes}: names topics that accept smaller records than {@code eader.image.max-bytes} needs.
 * It is always up, because every frame still gets an outcome; but large images cannot be sent, large results fail, or dead
 * letters are truncated.
 */
final class RecordSizeHealth {

    @Produces
    @Singleton
    @Readiness
    HealthCheck recordSizes(Topics topics, RecordLimits required, KafkaTopicLimits limits) {
        return () -> {
            HealthCheckResponseBuilder response =
                    HealthCheckResponse.named("record-sizes").up();
            for (String topic : topics.names()) {
                int requiredBytes = topic.equals(topics.frames()) ? required.frameBytes() : required.recordBytes();
                limits.maxMessageBytes(topic).ifPresent(bytes -> describe(response, topic, bytes, requiredBytes));
            }
            return response.build();
        };
    }

    private static void describe(HealthCheckResponseBuilder response, String topic, int bytes, int requiredBytes) {
        if (bytes < requiredBytes) {
            response.withData(
                    topic,
                    String.format(
                            Locale.ROOT,
                            "max.message.bytes is %d, but eader.image.max-bytes requires at least %d",
                            bytes,
                            requiredBytes));
        }
    }
}
