package dev.eader.stream;

import dev.eader.wire.FrameRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Remembers which output records Kafka refused, so that the next attempt at the frame writes a smaller record. Only needed
 * for limits that are not known beforehand from {@link TopicLimits}. Thread-safe.
 */
public final class OutputRefusals {
    private static final int MAX_REMEMBERED = 10_000;
    /** After this many refusals no smaller record is possible. */
    private static final int MAX_ATTEMPTS = 4;

    private final ThreadLocal<Position> sending = new ThreadLocal<>();
    private final Map<Output, Refusal> refused = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Output, Refusal> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** The position of a frame's record. */
    record Position(String topic, int partition, long offset) {
        static Position of(FrameRecord frame) {
            return new Position(frame.topic(), frame.partition(), frame.offset());
        }
    }

    private record Output(Position frame, String topic) {}

    /**
     * The refusals of a frame's records for one topic.
     *
     * @param attempts number of refusals for another reason than the timestamp
     * @param timestamp whether the timestamp was refused
     * @param tooLarge whether the last refusal was because of the size
     * @param message of the last refusal
     */
    record Refusal(int attempts, boolean timestamp, boolean tooLarge, String message) {
        static final Refusal NONE = new Refusal(0, false, false, "");

        private Refusal with(Exception cause) {
            boolean newTimestamp = cause instanceof InvalidTimestampException && !timestamp;
            return new Refusal(
                    newTimestamp ? attempts : attempts + 1,
                    timestamp || newTimestamp,
                    cause instanceof RecordTooLargeException,
                    String.valueOf(cause.getMessage()));
        }
    }

    /** Sets the frame whose output the calling thread sends from now on. */
    void setSending(Position frame) {
        sending.set(frame);
    }

    /** Returns the frame whose output the calling thread sends; null when there is none. */
    Position sending() {
        return sending.get();
    }

    /**
     * Remembers a refusal.
     *
     * @return whether the next attempt at the frame can write a smaller record
     */
    synchronized boolean add(Position frame, String topic, Exception cause) {
        Refusal refusal = of(frame, topic).with(cause);
        refused.put(new Output(frame, topic), refusal);
        return refusal.attempts() < MAX_ATTEMPTS;
    }

    /** Returns the refusals of a frame's records for a topic; {@link Refusal#NONE} when there are none. */
    synchronized Refusal of(Position frame, String topic) {
        return refused.getOrDefault(new Output(frame, topic), Refusal.NONE);
    }
}
