package dev.eader.console.live;

/** State of the console's Kafka consumer. The names are part of the {@code feed} event. */
public enum FeedState {
    /** Not reading: no page is open, or reading has not started yet. */
    RESTING,
    /** The broker does not answer. */
    UNREACHABLE,
    /** The broker answers, but the topic of frames or of segmentations does not exist. */
    NO_TOPICS,
    /** Reading new frames and segmentations. */
    LIVE
}
