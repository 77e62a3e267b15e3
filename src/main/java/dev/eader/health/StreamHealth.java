package dev.eader.health;

import dev.eader.broker.SharedAdmin;
import dev.eader.broker.Topics;
import dev.eader.inference.Batcher;
import dev.eader.inference.HungRuns;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.ModelWatch;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Live: Kafka Streams has not failed for good, and inference is not stuck. Started: the models are loaded and warm.
 * Ready: started, the topics are there, Kafka Streams runs, and no model hangs. Quarkus' own checks call a missing topic
 * dead, and are off.
 */
final class StreamHealth {
    /** States that Kafka Streams does not leave by itself. */
    private static final Set<KafkaStreams.State> FAILED =
            EnumSet.of(KafkaStreams.State.PENDING_ERROR, KafkaStreams.State.ERROR, KafkaStreams.State.NOT_RUNNING);

    private static final int PATIENCE_SECONDS = 3;
    /** A broker does not tell the one from the other. */
    private static final String HIDDEN = "missing, or this user has no right to it";

    @Produces
    @Singleton
    @Liveness
    HealthCheck live(KafkaStreams streams) {
        return () -> {
            KafkaStreams.State state = streams.state();
            boolean failed = FAILED.contains(state);
            return HealthCheckResponse.named("kafka-streams-alive")
                    .status(!failed)
                    .withData("state", state.name())
                    .build();
        };
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck inferring(Batcher batcher) {
        return () -> HealthCheckResponse.named("inference-alive")
                .status(!batcher.hungRuns().isLimitReached())
                .withData("abandoned runs", batcher.hungRuns().abandonedRuns())
                .build();
    }

    @Produces
    @Singleton
    @Startup
    HealthCheck started(ModelRegistry models) {
        return () -> models(models, "models-loaded").build();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck modelsReady(ModelRegistry models, ModelWatch watch) {
        return () -> {
            HealthCheckResponseBuilder response = models(models, "models");
            watch.refusals().forEach((name, reason) -> response.withData(name + " refused", reason));
            return response.build();
        };
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck answering(Batcher batcher) {
        return () -> {
            HungRuns hangs = batcher.hungRuns();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("inference");
            hangs.models().forEach(model -> response.withData(model, "hangs"));
            return response.status(hangs.models().isEmpty() && !hangs.isLimitReached())
                    .build();
        };
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck running(KafkaStreams streams) {
        return () -> HealthCheckResponse.named("kafka-streams")
                .status(streams.state() == KafkaStreams.State.RUNNING)
                .withData("state", streams.state().name())
                .build();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck topicsThere(Topics topics, SharedAdmin shared) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("topics");
            try {
                var there = shared.admin().listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                boolean all = true;
                for (String topic : topics.names()) {
                    response.withData(topic, there.contains(topic) ? "there" : HIDDEN);
                    all &= there.contains(topic);
                }
                return response.status(all).build();
            } catch (ExecutionException e) {
                // who is not let in is told why; all else is a broker that is not there
                Throwable why = e.getCause();
                return response.down()
                        .withData(
                                "broker",
                                why instanceof ApiException && !(why instanceof RetriableException)
                                        ? why.getMessage()
                                        : "does not answer")
                        .build();
            } catch (TimeoutException e) {
                return response.down().withData("broker", "does not answer").build();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return response.down().build();
            }
        };
    }

    private static HealthCheckResponseBuilder models(ModelRegistry models, String name) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(name);
        models.descriptions().forEach((served, model) -> response.withData(served, model.sha256()));
        return response.status(!models.descriptions().isEmpty());
    }
}
