package dev.eader.console;

import dev.eader.EaderConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The two topics that the console reads. */
@Singleton
public final class FeedTopics {
    private final String prefix;

    @Inject
    FeedTopics(EaderConfig config) {
        this(config.topics().prefix().orElse(""));
    }

    FeedTopics(String prefix) {
        this.prefix = prefix;
    }

    String frames() {
        return prefix + "frames.v1";
    }

    String segmentations() {
        return prefix + "segmentations.v1";
    }
}
