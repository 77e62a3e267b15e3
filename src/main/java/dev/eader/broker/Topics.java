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
 * The names and settings of the three topics.
 *
 * @param frames camera frames, {@code dev.eader.v1.Frame}
 * @param segmentations one outcome per frame, {@code dev.eader.v1.Segmentation}
 * @param deadLetters the records of failed frames, byte for byte
 */
public record Topics(String frames, String segmentations, String deadLetters) {

    /** Maximum size of a record of {@link #frames} with the default options, in bytes. */
    public static final int MAX_FRAME_BYTES = RecordLimits.DEFAULT.frameBytes();

    /** Maximum size of a record of the other topics with the default options, in bytes. */
    public static final int MAX_RECORD_BYTES = RecordLimits.DEFAULT.recordBytes();

    private static final String FRAMES = "frames.v1";
    /** About the backlog that the service can process after an outage. */
    private static final Duration FRAMES_RETENTION = Duration.ofHours(1);

    private static final Duration SEGMENTATIONS_RETENTION = Duration.ofDays(1);

    /** Longer than a weekend, so that an operator can inspect them. */
    private static final Duration DEAD_LETTERS_RETENTION = Duration.ofDays(7);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(20);

    /** The topics with {@code prefix} before each name. */
    public static Topics prefixed(String prefix) {
        return new Topics(prefix + FRAMES, prefix + "segmentations.v1", prefix + "frames.dlq.v1");
    }

    /** Same as {@link #prefixed(String)}; empty means no prefix. */
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
     * Settings by topic name, with the default record limits. The manifests in k8s/kafka have the same settings. Timestamps are
     * the broker's (LogAppendTime), so that retention and staleness do not depend on a camera's clock.
     */
    public Map<String, Map<String, String>> settings() {
        return settings(RecordLimits.DEFAULT);
    }

    /** Same as {@link #settings()}, with {@code max.message.bytes} from {@code sizes}. */
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
     * Creates the missing topics and returns when each partition of all three has a leader. Existing topics are not changed.
     *
     * @param partitions number of partitions of each created topic, at least 1
     * @param replication replication factor of each created topic; -1 uses the broker's default
     * @throws KafkaException if the broker refuses or cannot be reached, or if a partition has no leader after 30 s
     */
    public void createMissing(Admin admin, int partitions, short replication) {
        createMissing(admin, partitions, replication, RecordLimits.DEFAULT);
    }

    /** Same as {@link #createMissing(Admin, int, short)}, with {@code max.message.bytes} from {@code sizes}. */
    public void createMissing(Admin admin, int partitions, short replication, RecordLimits sizes) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        // Only missing topics are requested, because creating topics requires a permission that the user may not have.
        var missing = missing(admin, Set.copyOf(names()), TIMEOUT);
        var created = settings(sizes).entrySet().stream()
                .filter(topic -> missing.contains(topic.getKey()))
                .map(topic -> new NewTopic(topic.getKey(), partitions, replication).configs(topic.getValue()))
                .toList();
        var options = new CreateTopicsOptions().timeoutMs((int) TIMEOUT.toMillis());
        admin.createTopics(created, options).values().forEach((name, result) -> {
            try {
                result.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new KafkaException("topic " + name + " could not be created: " + reason(e.getCause()), e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        });
        while (!allHaveLeaders(admin)) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("topics " + names() + " have partitions without a leader after " + TIMEOUT);
            }
            LockSupport.parkNanos(CHECK_INTERVAL.toNanos());
        }
    }

    /**
     * The topics of {@code names} that the broker does not have.
     *
     * @throws KafkaException if no broker answers within {@code timeout}
     */
    public static Set<String> missing(Admin admin, Set<String> names, Duration timeout) {
        try {
            var existing = admin.listTopics().names().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            var missing = new TreeSet<>(names);
            missing.removeAll(existing);
            return missing;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (TimeoutException e) {
            throw unanswered(timeout, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
                    ? unanswered(timeout, e)
                    : new KafkaException(reason(e.getCause()), e);
        }
    }

    private boolean allHaveLeaders(Admin admin) {
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

    private static KafkaException unanswered(Duration timeout, Exception e) {
        return new KafkaException("no broker answered within " + timeout.toSeconds() + " s", e);
    }

    private static KafkaException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new KafkaException("interrupted", e);
    }
}
