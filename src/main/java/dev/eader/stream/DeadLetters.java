package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What readers of dead letters need to know about them. */
public final class DeadLetters {
    private DeadLetters() {}

    /** Whether the frame's value was left out, so that the letter cannot become a frame again. */
    public static boolean isCut(Headers letter) {
        Header cut = letter.lastHeader(DeadLetterFit.CUT);
        return cut != null
                && cut.value() != null
                && List.of(new String(cut.value(), UTF_8).split(",")).contains("value");
    }
}
