package dev.eader.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.v1.Failed;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a dead-letter record: all headers of the frame's record, unchanged and in their order, then those that the
 * service adds. A sender may use the same names, so the last header of a name is the service's.
 */
public final class DeadLetterHeaders {
    public static final String STAGE = "eader-stage";
    public static final String CODE = "eader-code";
    public static final String MESSAGE = "eader-message";
    public static final String ORIGIN_TOPIC = "eader-origin-topic";
    public static final String ORIGIN_PARTITION = "eader-origin-partition";
    public static final String ORIGIN_OFFSET = "eader-origin-offset";

    /**
     * Comma-separated parts of the frame's record that are left out or replaced, because they do not fit the dead-letter
     * topic: {@value #VALUE}, {@value #HEADERS}, {@value #KEY}.
     */
    public static final String CUT = "eader-cut";
    /** Size of the frame's value before it was left out, in bytes. */
    public static final String VALUE_BYTES = "eader-value-bytes";

    public static final String VALUE = "value";
    public static final String HEADERS = "headers";
    public static final String KEY = "key";

    /** Every dead-letter record has each of these, in this order. */
    public static final List<String> REQUIRED =
            List.of(STAGE, CODE, MESSAGE, ORIGIN_TOPIC, ORIGIN_PARTITION, ORIGIN_OFFSET);

    /**
     * Some dead-letter records have these, always after {@link #STAGE}; before it, they are the sender's. A new optional
     * header must be listed here, or redriven frames keep it.
     */
    private static final Set<String> OPTIONAL = Set.of(CUT, VALUE_BYTES);

    /** Prefix of the headers that Kafka Streams adds to the dead-letter records that it writes itself. */
    private static final String KAFKA_STREAMS = "__streams.errors.";

    private DeadLetterHeaders() {}

    /**
     * Returns the headers of a dead-letter record without {@link #CUT} and {@link #VALUE_BYTES}.
     *
     * @param outcome a failed one
     * @param frame headers of the frame's record; not changed
     */
    public static Headers of(Segmentation outcome, Headers frame) {
        Failed failed = outcome.getFailed();
        Origin origin = outcome.getOrigin();
        return new RecordHeaders(frame)
                .add(STAGE, failed.getStage().name().getBytes(UTF_8))
                .add(CODE, failed.getCode().name().getBytes(UTF_8))
                .add(MESSAGE, failed.getMessage().getBytes(UTF_8))
                .add(ORIGIN_TOPIC, origin.getTopic().getBytes(UTF_8))
                .add(ORIGIN_PARTITION, Integer.toString(origin.getPartition()).getBytes(UTF_8))
                .add(ORIGIN_OFFSET, Long.toString(origin.getOffset()).getBytes(UTF_8));
    }

    /**
     * Returns the headers of the frame's record: those of the dead letter without the ones that were added. Values may be
     * null.
     *
     * @param deadLetter not changed
     */
    public static Headers frameHeaders(Headers deadLetter) {
        Header[] all = deadLetter.toArray();
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

    /** Returns whether the frame's value or headers were left out, so that the frame cannot be redriven. */
    public static boolean isCut(Headers deadLetter) {
        Set<String> cut = cutParts(deadLetter);
        return cut.contains(VALUE) || cut.contains(HEADERS);
    }

    /** Returns whether the service added a key, because the frame has none and the dead-letter topic requires one. */
    public static boolean hasAddedKey(Headers deadLetter) {
        return cutParts(deadLetter).contains(KEY) && !isCut(deadLetter);
    }

    /** Returns the position of the frame's record, as {@code TOPIC/PARTITION/OFFSET}. */
    public static String origin(Headers deadLetter) {
        return String.join(
                "/",
                text(deadLetter, ORIGIN_TOPIC),
                text(deadLetter, ORIGIN_PARTITION),
                text(deadLetter, ORIGIN_OFFSET));
    }

    /** Returns the last value of a header as text; empty when there is none or it is null. */
    public static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    private static Set<String> cutParts(Headers deadLetter) {
        Header[] all = deadLetter.toArray();
        int stage = lastIndex(all, STAGE);
        int cut = lastIndex(all, CUT);
        if (stage < 0 || cut < stage || all[cut].value() == null) {
            return Set.of();
        }
        return Set.copyOf(Arrays.asList(new String(all[cut].value(), UTF_8).split(",")));
    }

    /** Returns the index of the last header of this name; -1 when there is none. */
    private static int lastIndex(Header[] headers, String name) {
        return Arrays.stream(headers).map(Header::key).toList().lastIndexOf(name);
    }
}
