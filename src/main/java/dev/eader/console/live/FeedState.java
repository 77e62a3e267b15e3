package dev.eader.console.live;

/** How the console's reading from Kafka goes. */
public enum FeedState {
    /** Not begun yet, or nobody watches. */
    RESTING,
    /** The broker does not answer. */
    UNREACHABLE,
    /** The broker answers, but has not both topics. */
    NO_TOPICS,
    /** Frames and segmentations are read as they come. */
    LIVE
}
