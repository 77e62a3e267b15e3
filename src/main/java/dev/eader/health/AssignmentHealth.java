package dev.eader.health;

import dev.eader.broker.SharedAdmin;
import dev.eader.serve.FatalErrors;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Readiness check {@code assignment}: down while nobody in the consumer group reads the frames' topic. Its data names
 * partitions that wait for a sender's transaction; these do not make the service unready. It only observes.
 */
@Singleton
@Readiness
class AssignmentHealth implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(AssignmentHealth.class);
    private static final int PERIOD_SECONDS = 5;
    private static final int PATIENCE_SECONDS = 3;

    private final PartitionAssignment assignment;
    private final OpenTransactions transactions;
    private final Admin admin;
    private ScheduledExecutorService clock;

    AssignmentHealth(PartitionAssignment assignment, OpenTransactions transactions, SharedAdmin shared) {
        this.assignment = assignment;
        this.transactions = transactions;
        this.admin = shared.admin();
    }

    void start(@Observes StartupEvent event) {
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "partition-health");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(
                FatalErrors.haltingOnError(this::observe), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    void observe() {
        try {
            Set<TopicPartition> own = assignment.own();
            transactions.observe(ends(own, IsolationLevel.READ_COMMITTED), ends(own, IsolationLevel.READ_UNCOMMITTED));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            // readiness says whether the broker answers
            LOG.debugf(e, "The ends of the partitions of %s could not be read", assignment.topic());
        }
    }

    private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel level)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin
                .listOffsets(
                        partitions.stream()
                                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())),
                        new ListOffsetsOptions(level))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("assignment");
        String waiting = transactions.description();
        if (!waiting.isEmpty()) {
            response.withData("open transactions", waiting);
        }
        int own = assignment.own().size();
        response.withData("partitions", own);
        if (own > 0) {
            return response.up().build();
        }
        try {
            return assigned(response, assignment.others());
        } catch (ExecutionException e) {
            return response.down()
                    .withData("group", String.valueOf(e.getCause().getMessage()))
                    .build();
        } catch (TimeoutException e) {
            return response.down().withData("broker", "does not answer").build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return response.down().build();
        }
    }

    private HealthCheckResponse assigned(HealthCheckResponseBuilder response, Set<TopicPartition> others) {
        if (others.isEmpty()) {
            response.withData(
                    "group",
                    String.format(
                            Locale.ROOT,
                            "no member of group %s reads %s; services with different topics need different eader.topics.prefix",
                            assignment.group(),
                            assignment.topic()));
        }
        return response.status(!others.isEmpty()).build();
    }
}
