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
 * Names the topics that accept less than the options ask for. The check stays up: every frame still gets its outcome, but
 * pictures cannot be sent, results fail or dead letters are cut.
 */
final class RecordSizeHealth {

    @Produces
    @Singleton
    @Readiness
    HealthCheck recordSizes(Topics topics, RecordLimits wanted, KafkaTopicLimits limits) {
        return () -> {
            HealthCheckResponseBuilder response =
                    HealthCheckResponse.named("record-sizes").up();
            for (String topic : topics.names()) {
                int needed = topic.equals(topics.frames()) ? wanted.frameBytes() : wanted.recordBytes();
                limits.maxMessageBytes(topic).ifPresent(bytes -> describe(response, topic, bytes, needed));
            }
            return response.build();
        };
    }

    private static void describe(HealthCheckResponseBuilder response, String topic, int bytes, int needed) {
        if (bytes < needed) {
            response.withData(
                    topic,
                    String.format(
                            Locale.ROOT,
                            "max.message.bytes is %d, too small for eader.image.max-bytes, which needs %d",
                            bytes,
                            needed));
        }
    }
}
