package dev.eader.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** {@code eader redrive}. */
class RedriveTest extends CommandsWithBroker {
    @Test
    void dead_letters_are_moved_once_and_unchanged() throws Exception {
        for (int i = 0; i < 7; i++) {
            var letter = new ProducerRecord<>(topics.deadLetters(), bytes("camera" + i % 3), bytes("frame" + i));
            letter.headers()
                    .add("traceparent", bytes("00-1-2-01"))
                    .add("ce_id", bytes("id" + i))
                    .add("eader-code", bytes("INTERNAL"))
                    .add("__streams.errors.message", bytes("broke"));
            producer.send(letter).get();
        }
        producer.send(new ProducerRecord<>(topics.deadLetters(), null, null)).get();

        var first = eader("redrive", "--count", "3");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("3 dead letters moved");
        assertThat(awaitRecords(topics.frames(), 3)).hasSize(3);
        assertThat(eader("redrive").out()).startsWith("5 dead letters moved");
        assertThat(eader("redrive").out()).startsWith("0 dead letters moved");

        var frames = awaitRecords(topics.frames(), 8);
        assertThat(frames)
                .extracting(frame -> frame.value() == null ? null : new String(frame.value(), UTF_8))
                .containsExactlyInAnyOrder("frame0", "frame1", "frame2", "frame3", "frame4", "frame5", "frame6", null);
        for (var frame : frames) {
            if (frame.value() == null) {
                assertThat(frame.key()).isNull();
                continue;
            }
            int i = frame.value()["frame".length()] - '0';
            assertThat(frame.key()).isEqualTo(bytes("camera" + i % 3));
            assertThat(frame.headers().toArray())
                    .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                    .containsExactly("traceparent=00-1-2-01", "ce_id=id" + i, "eader-redriven=1");
        }
    }

    @Test
    void repeated_redrive_increments_its_header() throws Exception {
        var letter = new ProducerRecord<>(topics.deadLetters(), bytes("gate"), bytes("frame"));
        letter.headers().add("eader-redriven", bytes("1"));
        producer.send(letter).get();
        eader("redrive");
        assertThat(header(awaitRecords(topics.frames(), 1).get(0).headers(), "eader-redriven"))
                .isEqualTo("2");
    }
}
