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
 * Readiness check {@code assignment}: down while no member of the consumer group is assigned a partition of the frames
 * topic. Its data also names partitions that wait for an open transaction of a sender, which does not affect readiness.
 */
@Singleton
@Readiness
class AssignmentHealth implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(AssignmentHealth.class);
    private static final int PERIOD_SECONDS = 5;
    private static final int TIMEOUT_SECONDS = 3;

    private final PartitionAssignment assignment;
    private final OpenTransactions transactions;
    private final Admin admin;
    private ScheduledExecutorService scheduler;

    AssignmentHealth(PartitionAssignment assignment, OpenTransactions transactions, SharedAdmin shared) {
        this.assignment = assignment;
        this.transactions = transactions;
        this.admin = shared.admin();
    }

    void start(@Observes StartupEvent event) {
        scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "partition-health");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.scheduleWithFixedDelay(
                FatalErrors.haltingOnError(this::observe), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        scheduler.shutdownNow();
    }

    void observe() {
        try {
            Set<TopicPartition> own = assignment.ofInstance();
            transactions.observe(
                    endOffsets(own, IsolationLevel.READ_COMMITTED), endOffsets(own, IsolationLevel.READ_UNCOMMITTED));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            // Readiness reports whether the broker answers.
            LOG.debugf(e, "The end offsets of %s could not be read", assignment.topic());
        }
    }

    private Map<TopicPartition, Long> endOffsets(Set<TopicPartition> partitions, IsolationLevel level)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin
                .listOffsets(
                        partitions.stream()
                                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())),
                        new ListOffsetsOptions(level))
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
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
        int own = assignment.ofInstance().size();
        response.withData("partitions", own);
        if (own > 0) {
            return response.up().build();
        }
        try {
            return byOtherMembers(response, assignment.ofGroup());
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

    private HealthCheckResponse byOtherMembers(HealthCheckResponseBuilder response, Set<TopicPartition> others) {
        if (others.isEmpty()) {
            response.withData(
                    "group",
                    String.format(
                            Locale.ROOT,
                            "no member of consumer group %s reads topic %s; services with different topics need different values of eader.topics.prefix",
                            assignment.group(),
                            assignment.topic()));
        }
        return response.status(!others.isEmpty()).build();
    }
}
