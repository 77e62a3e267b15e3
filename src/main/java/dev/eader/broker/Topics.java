package dev.eader.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The names of the three topics.
 *
 * @param frames camera frames, {@code dev.eader.v1.Frame}
 * @param segmentations one outcome for each of them, {@code dev.eader.v1.Segmentation}
 * @param deadLetters the records of failed frames, byte for byte
 */
public record Topics(String frames, String segmentations, String deadLetters) {

    /** Bytes of a record on {@link #frames} at most, by the default options. */
    public static final int MAX_FRAME_BYTES = RecordLimits.DEFAULT.frameBytes();

    /** Bytes of a record on the other topics at most, by the default options. */
    public static final int MAX_RECORD_BYTES = RecordLimits.DEFAULT.recordBytes();

    private static final String FRAMES = "frames.v1";
    /** The service can process about an hour of frames after an outage. */
    private static final Duration FRAMES_RETENTION = Duration.ofHours(1);

    private static final Duration SEGMENTATIONS_RETENTION = Duration.ofDays(1);

    /** Longer than a weekend, so that somebody can look at them. */
    private static final Duration DEAD_LETTERS_RETENTION = Duration.ofDays(7);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** The topics with {@code prefix}, which may be empty, before each name. */
    public static Topics prefixed(String prefix) {
        return new Topics(prefix + FRAMES, prefix + "segmentations.v1", prefix + "frames.dlq.v1");
    }

    /** As {@link #prefixed(String)}, from the option as it is configured. */
    public static Topics prefixed(Optional<String> prefix) {
        return prefixed(prefix.orElse(""));
    }

    /**
     * Consumer group and prefix of the transactional ids of the service that uses these topics: {@code eader} with the
     * prefix of the topics. Services with different prefixes do not share a group.
     */
    public String applicationId() {
        return frames.substring(0, frames.length() - FRAMES.length()) + "eader";
    }

    public List<String> names() {
        return List.of(frames, segmentations, deadLetters);
    }

    /**
     * Settings of each topic, by its name. The manifests in k8s/kafka have the same. All times are the broker's
     * (LogAppendTime): retention and the staleness of frames must not depend on the clock of a camera.
     */
    public Map<String, Map<String, String>> settings() {
        return settings(RecordLimits.DEFAULT);
    }

    /** As {@link #settings()}, with {@code max.message.bytes} by {@code sizes}. */
    public Map<String, Map<String, String>> settings(RecordLimits sizes) {
        return Map.of(
                frames, settings(sizes.frameBytes(), FRAMES_RETENTION),
                segmentations, settings(sizes.recordBytes(), SEGMENTATIONS_RETENTION),
                deadLetters, settings(sizes.recordBytes(), DEAD_LETTERS_RETENTION));
    }

    private static Map<String, String> settings(int maxBytes, Duration retention) {
        return Map.of(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(maxBytes),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention.toMillis()));
    }

    /**
     * Makes those topics that are not there, and returns when each partition of all three has a leader. What is there
     * stays as it is.
     *
     * @param partitions of each topic it makes, at least 1
     * @param replication replication factor of each topic it makes; -1 is the broker's default
     * @throws KafkaException when the broker refuses, cannot be reached, or the topics are not usable within 30 s
     */
    public void createMissing(Admin admin, int partitions, short replication) {
        createMissing(admin, partitions, replication, RecordLimits.DEFAULT);
    }

    /** As {@link #createMissing(Admin, int, short)}, with {@code max.message.bytes} by {@code sizes}. */
    public void createMissing(Admin admin, int partitions, short replication, RecordLimits sizes) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        // Asking for what is there takes a right, which a locked-down broker need not give.
        var missing = missing(admin, Set.copyOf(names()), PATIENCE);
        var wanted = settings(sizes).entrySet().stream()
                .filter(topic -> missing.contains(topic.getKey()))
                .map(topic -> new NewTopic(topic.getKey(), partitions, replication).configs(topic.getValue()))
                .toList();
        var options = new CreateTopicsOptions().timeoutMs((int) PATIENCE.toMillis());
        admin.createTopics(wanted, options).values().forEach((name, created) -> {
            try {
                created.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new KafkaException("topic " + name + " could not be made: " + reason(e.getCause()), e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        });
        while (!usable(admin)) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("topics " + names() + " have partitions without a leader after " + PATIENCE);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /**
     * Tells which of {@code names} the broker does not have.
     *
     * @throws KafkaException when no broker answers within {@code patience}
     */
    public static Set<String> missing(Admin admin, Set<String> names, Duration patience) {
        try {
            var there = admin.listTopics().names().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            var missing = new TreeSet<>(names);
            missing.removeAll(there);
            return missing;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (TimeoutException e) {
            throw unanswered(patience, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
                    ? unanswered(patience, e)
                    : new KafkaException(reason(e.getCause()), e);
        }
    }

    private boolean usable(Admin admin) {
        try {
            return admin.describeTopics(names()).allTopicNames().get().values().stream()
                    .map(TopicDescription::partitions)
                    .flatMap(List::stream)
                    .allMatch(partition ->
                            partition.leader() != null && !partition.leader().isEmpty());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw new KafkaException("topics could not be described: " + reason(e.getCause()), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static KafkaException unanswered(Duration patience, Exception e) {
        return new KafkaException("no broker answered within " + patience.toSeconds() + " s", e);
    }

    private static KafkaException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new KafkaException("interrupted", e);
    }
}
