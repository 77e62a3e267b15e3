package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What readers of dead letters need to know about parts that the service left out or replaced. */
public final class DeadLetters {
    static final String VALUE = "value";
    static final String HEADERS = "headers";
    static final String KEY = "key";

    private DeadLetters() {}

    /** Whether the frame's value or headers were left out, so that the letter cannot become a frame again. */
    public static boolean isCut(Headers letter) {
        Set<String> cut = cut(letter);
        return cut.contains(VALUE) || cut.contains(HEADERS);
    }

    /** Whether the letter got its key because the frame has none and the topic requires one. */
    public static boolean hasAddedKey(Headers letter) {
        return cut(letter).contains(KEY) && !isCut(letter);
    }

    /** Where the frame's record is, as {@code TOPIC/PARTITION/OFFSET}. */
    public static String origin(Headers letter) {
        return String.join(
                "/",
                text(letter, LetterHeaders.ORIGIN_TOPIC),
                text(letter, LetterHeaders.ORIGIN_PARTITION),
                text(letter, LetterHeaders.ORIGIN_OFFSET));
    }

    /** A sender may set the header as well: the service's own is after {@link LetterHeaders#STAGE}. */
    private static Set<String> cut(Headers letter) {
        List<Header> all = Arrays.asList(letter.toArray());
        List<String> names = all.stream().map(Header::key).toList();
        int stage = names.lastIndexOf(LetterHeaders.STAGE);
        int cut = names.lastIndexOf(DeadLetterFit.CUT);
        if (stage < 0 || cut < stage || all.get(cut).value() == null) {
            return Set.of();
        }
        return Set.copyOf(Arrays.asList(new String(all.get(cut).value(), UTF_8).split(",")));
    }

    private static String text(Headers letter, String name) {
        Header header = letter.lastHeader(name);
        return header == null || header.value() == null ? "?" : new String(header.value(), UTF_8);
    }
}
