package dev.eader.config;

import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** {@code eader.schema}: framing of segmentations for a schema registry. */
public interface SchemaConfig {
    /**
     * Bytes before each segmentation, for consumers that look up its schema in a registry: none ({@code RAW}), or the
     * framing of the {@code CONFLUENT} or {@code APICURIO} serializers. Frames are accepted with each of these framings.
     */
    @WithDefault("RAW")
    Framing framing();

    /** Registry id of {@code eader/v1/segmentation.proto}, at least 1; required unless the framing is {@code RAW}. */
    OptionalInt segmentationId();

    enum Framing {
        RAW,
        CONFLUENT,
        APICURIO
    }
}
