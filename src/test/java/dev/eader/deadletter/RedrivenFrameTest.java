package dev.eader.deadletter;

import static dev.eader.deadletter.RedriveBroker.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Keys and headers of redriven frames, and dead letters that are cut. With an embedded broker. */
class RedrivenFrameTest {
    private static final int DEAD_LETTERS = 350;
    /** Headers of a dead letter, in order. */
    private static final List<String> SERVICE_HEADERS = List.of(
            "eader-stage",
            "eader-code",
            "eader-message",
            "eader-origin-topic",
            "eader-origin-partition",
            "eader-origin-offset");

    private static RedriveBroker broker;

    @BeforeAll
    static void start() {
        broker = new RedriveBroker();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void createDeadLetters(TestInfo test) throws Exception {
        broker.start(test, DEAD_LETTERS);
    }

    @Test
    void dead_letters_with_unusual_headers_move_once() throws Exception {
        List<Headers> sent = oddHeaders();
        for (int i = 0; i < sent.size(); i++) {
            var headers = new RecordHeaders(sent.get(i));
            for (String name : SERVICE_HEADERS) {
                headers.add(name, bytes("from the service"));
            }
            broker.send(new ProducerRecord<>(
                    broker.topics().deadLetters(),
                    null,
                    bytes("camera" + i % 5),
                    bytes("" + (DEAD_LETTERS + i)),
                    headers));
        }

        assertThat(broker.redriveAll()).isEqualTo(DEAD_LETTERS + sent.size());

        assertThat(broker.redriveAll()).as("once more").isZero();
        var frames = broker.frames();
        assertThat(frames)
                .extracting(frame -> Integer.parseInt(new String(frame.value(), UTF_8)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, DEAD_LETTERS + sent.size()).boxed().toList());
        for (var frame : frames) {
            int i = Integer.parseInt(new String(frame.value(), UTF_8)) - DEAD_LETTERS;
            if (i >= 0) {
                var expected = new RecordHeaders(sent.get(i)).add(Redriver.REDRIVEN, bytes("1"));
                assertThat(frame.headers().toArray()).containsExactly(expected.toArray());
            }
        }
    }

    @Test
    void cut_dead_letters_stay_and_are_counted() throws Exception {
        for (int i = 0; i < 2; i++) {
            sendDeadLetter("camera0", new byte[0], "7" + i, "value");
        }
        var place = sendDeadLetter("frames-0-9", new byte[0], "9", "value,headers,key");
        try (var redriver = broker.redriver()) {
            assertThat(redriver.redriveOne(place.partition(), place.offset())).isFalse();
            assertThat(redriver.cutOrigins()).containsExactly(broker.topics().frames() + "/0/9");
        }

        try (var redriver = broker.redriver()) {
            assertThat(redriver.redrive(0, () -> false)).isEqualTo(DEAD_LETTERS);
            assertThat(redriver.cutCount()).isEqualTo(3);
            assertThat(redriver.cutOrigins())
                    .containsExactlyInAnyOrder(
                            broker.topics().frames() + "/0/9",
                            broker.topics().frames() + "/0/70",
                            broker.topics().frames() + "/0/71");
        }
        broker.assertEachRedrivenOnce(DEAD_LETTERS);
    }

    @Test
    void key_added_for_compacted_topic_is_removed() throws Exception {
        var place = sendDeadLetter("frames-0-9", bytes("no key"), "9", "key");
        try (var redriver = broker.redriver()) {
            assertThat(redriver.redriveOne(place.partition(), place.offset())).isTrue();
        }
        assertThat(broker.frames()).singleElement().satisfies(frame -> {
            assertThat(frame.key()).isNull();
            assertThat(frame.headers().toArray())
                    .containsExactly(new RecordHeaders()
                            .add(Redriver.REDRIVEN, bytes("1"))
                            .toArray());
        });
    }

    @Test
    void sender_header_does_not_mark_dead_letter_as_cut() throws Exception {
        var headers = new RecordHeaders().add("eader-cut", bytes("value"));
        for (String name : SERVICE_HEADERS) {
            headers.add(name, bytes("from the service"));
        }
        var place = broker.send(
                new ProducerRecord<>(broker.topics().deadLetters(), null, bytes("camera0"), bytes("whole"), headers));
        try (var redriver = broker.redriver()) {
            assertThat(redriver.redriveOne(place.partition(), place.offset())).isTrue();
        }
        assertThat(broker.frames()).singleElement().satisfies(frame -> assertThat(
                        frame.headers().lastHeader("eader-cut").value())
                .isEqualTo(bytes("value")));
    }

    @Test
    void single_dead_letter_with_null_headers_is_redriven() throws Exception {
        var headers = new RecordHeaders().add(Redriver.REDRIVEN, null).add("eader-code", null);
        var place = broker.send(
                new ProducerRecord<>(broker.topics().deadLetters(), null, bytes("camera0"), bytes("odd"), headers));
        try (var redriver = broker.redriver()) {
            assertThat(redriver.redriveOne(place.partition(), place.offset())).isTrue();
        }
        assertThat(broker.frames()).singleElement().satisfies(frame -> assertThat(
                        frame.headers().toArray())
                .containsExactly(new RecordHeaders()
                        .add(Redriver.REDRIVEN, null)
                        .add(Redriver.REDRIVEN, bytes("1"))
                        .toArray()));
    }

    private RecordMetadata sendDeadLetter(String key, byte[] value, String originOffset, String cut) throws Exception {
        var headers = new RecordHeaders()
                .add("eader-stage", bytes("PARSE"))
                .add("eader-code", bytes("NO_CAMERA"))
                .add("eader-message", bytes(""))
                .add("eader-origin-topic", bytes(broker.topics().frames()))
                .add("eader-origin-partition", bytes("0"))
                .add("eader-origin-offset", bytes(originOffset))
                .add("eader-cut", bytes(cut))
                .add("eader-value-bytes", bytes("5"));
        return broker.send(new ProducerRecord<>(broker.topics().deadLetters(), null, bytes(key), value, headers));
    }

    /** Headers of frames, as senders may set them. */
    private static List<Headers> oddHeaders() {
        List<Headers> all = new ArrayList<>();
        for (String name : List.of(
                Redriver.REDRIVEN,
                "eader-code",
                "eader-site",
                "eader-",
                "eader-stage",
                "traceparent",
                "ce_id",
                "",
                "x")) {
            all.add(new RecordHeaders().add(name, null));
            all.add(new RecordHeaders().add(name, new byte[0]).add(name, null));
            all.add(new RecordHeaders().add(name, bytes("mine")).add(name, bytes("mine too")));
            all.add(new RecordHeaders().add(name, new byte[] {(byte) 0xff, 0}));
            all.add(new RecordHeaders().add(name, new byte[100_000]));
        }
        all.add(new RecordHeaders().add(Redriver.REDRIVEN, bytes("-1")));
        all.add(new RecordHeaders().add(Redriver.REDRIVEN, bytes("99999999999")));
        return all;
    }
}
