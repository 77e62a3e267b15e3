package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.deadletter.DeadLetterHeaders;
import dev.eader.v1.Failed.Code;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Headers on the way from a frame to its dead letter and back. */
class DeadLetterHeadersTest {
    private static final byte[] NO_FRAME = {(byte) 0xff};

    @Test
    void dead_letter_has_all_sender_headers_then_the_service_headers() {
        Headers sent = odd();

        Header[] letter = letter(sent).toArray();

        assertThat(letter).startsWith(sent.toArray());
        assertThat(Stream.of(letter).skip(sent.toArray().length).map(Header::key))
                .containsExactlyElementsOf(DeadLetterHeaders.REQUIRED);
        assertThat(new String(letter(sent).lastHeader(DeadLetterHeaders.CODE).value(), UTF_8))
                .isEqualTo(Code.NOT_A_FRAME.name());
    }

    @Test
    void headers_of_the_frame_are_restored_from_its_letter() {
        Headers sent = odd();

        assertThat(DeadLetterHeaders.frameHeaders(letter(sent)).toArray()).containsExactly(sent.toArray());
    }

    @Test
    void sender_header_named_like_each_service_header_survives() {
        for (String name : DeadLetterHeaders.REQUIRED) {
            Headers sent = new RecordHeaders().add(name, "mine".getBytes(UTF_8));
            assertThat(DeadLetterHeaders.frameHeaders(letter(sent)).toArray()).containsExactly(sent.toArray());
        }
    }

    @Test
    void letter_of_another_program_loses_only_the_known_names() {
        Headers letter = new RecordHeaders()
                .add("eader-code", "INTERNAL".getBytes(UTF_8))
                .add("eader-site", "north".getBytes(UTF_8))
                .add("__streams.errors.message", null)
                .add("empty", null);

        assertThat(DeadLetterHeaders.frameHeaders(letter).toArray())
                .extracting(Header::key)
                .isEqualTo(List.of("eader-site", "empty"));
    }

    private static Headers letter(Headers sent) {
        try (TestTopology service = new TestTopology()) {
            service.send(NO_FRAME, sent);
            return service.deadLetter().headers();
        }
    }

    private static Headers odd() {
        return new RecordHeaders()
                .add("eader-code", "7".getBytes(UTF_8))
                .add("eader-code", null)
                .add("eader-site", "north".getBytes(UTF_8))
                .add("eader-redriven", null)
                .add("ce_specversion", null)
                .add("ce_id", null)
                .add("ce_time", null)
                .add("content-type", null)
                .add("traceparent", null)
                .add("tracestate", null)
                .add("", new byte[0])
                .add("binary", new byte[] {0, (byte) 0xff})
                .add("twice", new byte[] {1})
                .add("twice", new byte[] {2})
                .add("eader-stage", null);
    }
}
