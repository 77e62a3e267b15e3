package dev.eader.stream;

/** Limits of the topics that the service writes to. Implementations are thread-safe and return without waiting. */
public interface TopicLimits {
    /** Has no limits; for tests without a broker. */
    TopicLimits NONE = topic -> Limit.NONE;

    /** Returns the limits of a topic, as far as they are known now. */
    Limit of(String topic);

    /** Requests that the limits are read again soon. Called when Kafka refused a record that is within them. */
    default void refresh() {}

    /** Lowers all limits to the producer's. */
    default void producerMaxBytes(long bytes) {}

    /**
     * @param maxBytes maximum size of a record with its batch header, before compression
     * @param needsKey whether records without a key are refused, as on a compacted topic
     */
    record Limit(long maxBytes, boolean needsKey) {
        static final Limit NONE = new Limit(Long.MAX_VALUE, false);
    }
}
