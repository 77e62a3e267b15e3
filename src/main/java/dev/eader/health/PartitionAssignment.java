package dev.eader.health;

import dev.eader.broker.SharedAdmin;
import dev.eader.broker.Topics;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells whether the partitions of the frames' topic are assigned: to this instance, or, where there are more instances
 * than partitions, to other members of its consumer group. Thread-safe.
 */
@Singleton
final class PartitionAssignment {
    private static final int PATIENCE_SECONDS = 3;

    private final KafkaStreams streams;
    private final Admin admin;
    private final String topic;
    private final String group;

    @Inject
    PartitionAssignment(
            KafkaStreams streams,
            SharedAdmin shared,
            Topics topics,
            @ConfigProperty(name = "quarkus.kafka-streams.application-id") String group) {
        this.streams = streams;
        this.admin = shared.admin();
        this.topic = topics.frames();
        this.group = group;
    }

    /** Partitions of frames that the stream threads of this instance read. */
    Set<TopicPartition> own() {
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .filter(partition -> partition.topic().equals(topic))
                .collect(Collectors.toSet());
    }

    /**
     * Partitions of frames that other members of the group read.
     *
     * @throws ExecutionException when the broker refuses
     * @throws TimeoutException when it does not answer within 3 s
     */
    Set<TopicPartition> others() throws InterruptedException, ExecutionException, TimeoutException {
        return admin
                .describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .members()
                .stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .filter(partition -> partition.topic().equals(topic))
                .collect(Collectors.toSet());
    }

    String group() {
        return group;
    }

    String topic() {
        return topic;
    }
}
