package dev.eader.config;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** {@code eader.topics}: the Kafka topics of the service. */
public interface TopicsConfig {
    /**
     * Text before every topic name, the consumer group and the transactional ids: with {@code site7.}, the frames topic is
     * {@code site7.frames.v1} and the group is {@code site7.eader}. Services that share a broker need different prefixes.
     */
    @WithDefault("")
    Optional<String> prefix();

    /** Whether the service creates missing topics when it starts. */
    @WithDefault("true")
    boolean create();

    /** Number of partitions of a topic that the service creates, at least 1. No more instances than this share the work. */
    @WithDefault("4")
    int partitions();

    /** Replication factor of a topic that the service creates; -1 uses the broker's default. */
    @WithDefault("-1")
    short replication();
}
