package dev.eader.stream;

import dev.eader.wire.FrameRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Remembers which output records Kafka refused, so that the frame's next attempt writes a smaller one. Limits that are
 * known beforehand prevent most refusals; this is for those that are not. Thread-safe.
 */
public final class OutputRefusals {
    private static final int MAX_REMEMBERED = 10_000;
    /** After as many refusals of one outcome, nothing smaller is left to try. */
    static final int MAX_ATTEMPTS = 4;

    private final ThreadLocal<Place> sending = new ThreadLocal<>();
    private final Map<Output, Refusal> refused = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Output, Refusal> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** Where a frame's record is. */
    record Place(String topic, int partition, long offset) {
        static Place of(FrameRecord frame) {
            return new Place(frame.topic(), frame.partition(), frame.offset());
        }
    }

    private record Output(Place frame, String topic) {}

    /**
     * What Kafka refused of a frame's output to one topic.
     *
     * @param attempts how often it refused it for another reason than its timestamp
     * @param timestamp whether it refused the timestamp
     * @param tooLarge whether the last refusal was for its size
     * @param message of the last refusal
     */
    record Refusal(int attempts, boolean timestamp, boolean tooLarge, String message) {
        static final Refusal NONE = new Refusal(0, false, false, "");

        private Refusal and(Exception cause) {
            boolean newTimestamp = cause instanceof InvalidTimestampException && !timestamp;
            return new Refusal(
                    newTimestamp ? attempts : attempts + 1,
                    timestamp || newTimestamp,
                    cause instanceof RecordTooLargeException,
                    String.valueOf(cause.getMessage()));
        }
    }

    /** The calling thread sends the output of this frame from now on. */
    void sending(Place frame) {
        sending.set(frame);
    }

    /** The frame whose output the calling thread sends; null for none. */
    Place sending() {
        return sending.get();
    }

    /**
     * Remembers a refusal.
     *
     * @return whether the frame's next attempt can do without this record
     */
    synchronized boolean add(Place frame, String topic, Exception cause) {
        Refusal refusal = of(frame, topic).and(cause);
        refused.put(new Output(frame, topic), refusal);
        return refusal.attempts() < MAX_ATTEMPTS;
    }

    /** What was refused of this frame's output to the topic. */
    synchronized Refusal of(Place frame, String topic) {
        return refused.getOrDefault(new Output(frame, topic), Refusal.NONE);
    }
}
