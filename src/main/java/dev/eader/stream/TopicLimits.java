package dev.eader.stream;

/** What the topics that the service writes to accept. Implementations are thread-safe and answer without waiting. */
public interface TopicLimits {
    /** Accepts everything; for tests without a broker. */
    TopicLimits NONE = topic -> Limit.NONE;

    /** What is known about a topic now. */
    Limit of(String topic);

    /** Asks for the limits to be read again soon, because Kafka refused a record that they allow. */
    default void refresh() {}

    /** Lowers all limits to what the producer sends. */
    default void producerMaxBytes(long bytes) {}

    /**
     * @param maxBytes of a record with its batch header, before compression
     * @param needsKey whether records without a key are refused, as a compacted topic does
     */
    record Limit(long maxBytes, boolean needsKey) {
        static final Limit NONE = new Limit(Long.MAX_VALUE, false);
    }
}
