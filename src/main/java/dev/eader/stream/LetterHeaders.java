package dev.eader.stream;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a dead letter: all headers of the frame's record, unchanged and in their order, then the service's own.
 * A sender may use the same names, so of each name the last header is the service's.
 */
public final class LetterHeaders {
    public static final String STAGE = "eader-stage";
    public static final String CODE = "eader-code";
    public static final String MESSAGE = "eader-message";
    public static final String ORIGIN_TOPIC = "eader-origin-topic";
    public static final String ORIGIN_PARTITION = "eader-origin-partition";
    public static final String ORIGIN_OFFSET = "eader-origin-offset";

    /** Every dead letter has each of these, in this order. */
    static final List<String> REQUIRED = List.of(STAGE, CODE, MESSAGE, ORIGIN_TOPIC, ORIGIN_PARTITION, ORIGIN_OFFSET);

    /**
     * Some dead letters have these, always after {@link #STAGE}. A header of such a name before it is the sender's. A
     * name that is added to dead letters must be listed here, or redriven frames keep it.
     */
    static final Set<String> OPTIONAL = Set.of(DeadLetterFit.CUT, DeadLetterFit.VALUE_BYTES);

    /** Kafka Streams puts headers of this prefix on dead letters that it writes itself. */
    private static final String KAFKA_STREAMS = "__streams.errors.";

    private LetterHeaders() {}

    /**
     * The headers of the frame's record, without those that were added for the dead letter. Values may be null.
     *
     * @param letter headers of a dead letter; not changed
     */
    public static Headers ofFrame(Headers letter) {
        Header[] all = letter.toArray();
        int firstAdded = lastIndex(all, STAGE);
        Set<Integer> added = new HashSet<>();
        REQUIRED.forEach(name -> added.add(lastIndex(all, name)));
        Headers frame = new RecordHeaders();
        for (int i = 0; i < all.length; i++) {
            boolean optional = firstAdded >= 0 && i > firstAdded && OPTIONAL.contains(all[i].key());
            if (!added.contains(i) && !optional && !all[i].key().startsWith(KAFKA_STREAMS)) {
                frame.add(all[i]);
            }
        }
        return frame;
    }

    /** Index of the last header of this name; -1 where there is none. */
    private static int lastIndex(Header[] headers, String name) {
        return Arrays.stream(headers).map(Header::key).toList().lastIndexOf(name);
    }
}
