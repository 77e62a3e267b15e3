package dev.eader.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.broker.EmbeddedKafka;
import dev.eader.broker.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Each dead letter goes back exactly once, whoever else is at it. With a broker of its own. */
class RedriverTest {
    private static final int LETTERS = 350;
    private static final int RACES = 4;
    /** Of a dead letter, in their order. */
    private static final List<String> SERVICE_HEADERS = List.of(
            "eader-stage",
            "eader-code",
            "eader-message",
            "eader-origin-topic",
            "eader-origin-partition",
            "eader-origin-offset");

    private static EmbeddedKafka kafka;
    private static Admin admin;

    private Topics topics;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(0, Optional.empty());
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    @BeforeEach
    void letters(TestInfo test) throws Exception {
        topics = Topics.prefixed(test.getTestMethod().orElseThrow().getName() + ".");
        topics.createMissing(admin, 3, (short) 1);
        feed(0, LETTERS);
    }

    @Test
    void a_redrive_that_another_overtakes_in_the_middle_ends_and_no_letter_is_moved_twice() {
        var younger = new AtomicLong();
        var turns = new AtomicInteger();
        try (var elder = redriver()) {
            assertThatThrownBy(() -> elder.redrive(0, () -> {
                        // the elder has moved some by now and holds on to its place in the letters
                        if (younger.get() == 0 && turns.incrementAndGet() > 1 && !frames().isEmpty()) {
                            younger.set(moveAll());
                        }
                        return false;
                    }))
                    .isInstanceOf(KafkaException.class)
                    .hasMessage("another redrive has taken over");
        }
        assertThat(younger.get()).isBetween(1L, LETTERS - 1L);
        assertThat(moveAll()).isZero();
        assertEachMovedOnce(LETTERS);
    }

    @Test
    void two_redrives_at_once_move_every_letter_once_between_them() throws Exception {
        var pool = Executors.newFixedThreadPool(2);
        try {
            for (int race = 1; race <= RACES; race++) {
                Callable<Long> redrive = () -> {
                    try {
                        return moveAll();
                    } catch (KafkaException overtaken) {
                        assertThat(overtaken).hasMessage("another redrive has taken over");
                        return 0L;
                    }
                };
                for (Future<Long> each : pool.invokeAll(List.of(redrive, redrive))) {
                    each.get();
                }
                moveAll();
                assertEachMovedOnce(race * LETTERS);
                feed(race * LETTERS, LETTERS);
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void what_a_redrive_leaves_open_at_its_end_is_taken_back_and_moved_by_the_next() {
        var abandoned = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "transactional.id",
                        "eader-redrive-" + topics.deadLetters()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try (abandoned) {
            abandoned.initTransactions();
            abandoned.beginTransaction();
            abandoned.send(new ProducerRecord<>(topics.frames(), bytes("camera"), bytes("0")));
            abandoned.flush();
            assertThat(moveAll()).isEqualTo(LETTERS);
            assertEachMovedOnce(LETTERS);
        }
    }

    @Test
    void a_letter_moved_on_its_own_is_not_moved_again_with_the_others() {
        int partition = BuiltInPartitioner.partitionForKey(bytes("camera0"), 3);
        try (var redriver = redriver()) {
            assertThat(redriver.redriveOne(partition, 4)).isTrue();
        }
        try (var redriver = redriver()) {
            assertThat(redriver.redriveOne(partition, 4)).as("once more").isFalse();
        }
        try (var redriver = redriver()) {
            assertThat(redriver.redriveOne(partition, LETTERS)).as("not there").isFalse();
        }
        assertThat(moveAll()).isEqualTo(LETTERS - 1);
        assertEachMovedOnce(LETTERS);
    }

    @Test
    void letters_with_null_and_odd_headers_all_move_once() throws Exception {
        List<Headers> sent = oddHeaders();
        for (int i = 0; i < sent.size(); i++) {
            var headers = new RecordHeaders(sent.get(i));
            for (String name : SERVICE_HEADERS) {
                headers.add(name, bytes("from the service"));
            }
            send(new ProducerRecord<>(
                    topics.deadLetters(), null, bytes("camera" + i % 5), bytes("" + (LETTERS + i)), headers));
        }

        assertThat(moveAll()).isEqualTo(LETTERS + sent.size());

        assertThat(moveAll()).as("once more").isZero();
        var frames = frames();
        assertThat(frames)
                .extracting(frame -> Integer.parseInt(new String(frame.value(), UTF_8)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, LETTERS + sent.size()).boxed().toList());
        for (var frame : frames) {
            int i = Integer.parseInt(new String(frame.value(), UTF_8)) - LETTERS;
            if (i >= 0) {
                var expected = new RecordHeaders(sent.get(i)).add(Redriver.REDRIVEN, bytes("1"));
                assertThat(frame.headers().toArray()).containsExactly(expected.toArray());
            }
        }
    }

    @Test
    void cut_letters_stay_and_are_counted_with_their_origin() throws Exception {
        for (int i = 0; i < 2; i++) {
            sendLetter("camera0", new byte[0], "7" + i, "value");
        }
        var place = sendLetter("frames-0-9", new byte[0], "9", "value,headers,key");
        try (var redriver = redriver()) {
            assertThat(redriver.redriveOne(place.partition(), place.offset())).isFalse();
            assertThat(redriver.cutOrigins()).containsExactly(topics.frames() + "/0/9");
        }

        try (var redriver = redriver()) {
            assertThat(redriver.redrive(0, () -> false)).isEqualTo(LETTERS);
            assertThat(redriver.cutCount()).isEqualTo(3);
            assertThat(redriver.cutOrigins())
                    .containsExactlyInAnyOrder(
                            topics.frames() + "/0/9", topics.frames() + "/0/70", topics.frames() + "/0/71");
        }
        assertEachMovedOnce(LETTERS);
    }

    @Test
    void key_added_for_a_compacted_topic_is_removed() throws Exception {
        var place = sendLetter("frames-0-9", bytes("no key"), "9", "key");
        try (var redriver = redriver()) {
            assertThat(redriver.redriveOne(place.partition(), place.offset())).isTrue();
        }
        assertThat(frames()).singleElement().satisfies(frame -> {
            assertThat(frame.key()).isNull();
            assertThat(frame.headers().toArray())
                    .containsExactly(new RecordHeaders()
                            .add(Redriver.REDRIVEN, bytes("1"))
                            .toArray());
        });
    }

    @Test
    void header_of_a_sender_does_not_mark_a_letter_as_cut() throws Exception {
        var headers = new RecordHeaders().add("eader-cut", bytes("value"));
        for (String name : SERVICE_HEADERS) {
            headers.add(name, bytes("from the service"));
        }
        var place = send(new ProducerRecord<>(topics.deadLetters(), null, bytes("camera0"), bytes("whole"), headers));
        try (var redriver = redriver()) {
            assertThat(redriver.redriveOne(place.partition(), place.offset())).isTrue();
        }
        assertThat(frames()).singleElement().satisfies(frame -> assertThat(
                        frame.headers().lastHeader("eader-cut").value())
                .isEqualTo(bytes("value")));
    }

    private RecordMetadata sendLetter(String key, byte[] value, String originOffset, String cut) throws Exception {
        var headers = new RecordHeaders()
                .add("eader-stage", bytes("PARSE"))
                .add("eader-code", bytes("NO_CAMERA"))
                .add("eader-message", bytes(""))
                .add("eader-origin-topic", bytes(topics.frames()))
                .add("eader-origin-partition", bytes("0"))
                .add("eader-origin-offset", bytes(originOffset))
                .add("eader-cut", bytes(cut))
                .add("eader-value-bytes", bytes("5"));
        return send(new ProducerRecord<>(topics.deadLetters(), null, bytes(key), value, headers));
    }

    @Test
    void one_letter_with_null_headers_moves_alone() throws Exception {
        var headers = new RecordHeaders().add(Redriver.REDRIVEN, null).add("eader-code", null);
        var place = send(new ProducerRecord<>(topics.deadLetters(), null, bytes("camera0"), bytes("odd"), headers));
        try (var redriver = redriver()) {
            assertThat(redriver.redriveOne(place.partition(), place.offset())).isTrue();
        }
        assertThat(frames()).singleElement().satisfies(frame -> assertThat(
                        frame.headers().toArray())
                .containsExactly(new RecordHeaders()
                        .add(Redriver.REDRIVEN, null)
                        .add(Redriver.REDRIVEN, bytes("1"))
                        .toArray()));
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

    private RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", Topics.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return producer.send(record).get();
        }
    }

    private Redriver redriver() {
        return new Redriver(Map.of("bootstrap.servers", kafka.bootstrapServers()), topics, Topics.MAX_RECORD_BYTES);
    }

    private long moveAll() {
        try (var redriver = redriver()) {
            return redriver.redrive(0, () -> false);
        }
    }

    private void assertEachMovedOnce(int letters) {
        var frames = frames();
        assertThat(frames)
                .extracting(frame -> Integer.parseInt(new String(frame.value(), UTF_8)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, letters).boxed().toList());
        assertThat(frames).allSatisfy(frame -> assertThat(
                        frame.headers().lastHeader(Redriver.REDRIVEN).value())
                .isEqualTo(bytes("1")));
    }

    /** One request at a time: with more, a batch that overtakes another on a busy machine may be refused to the end. */
    private void feed(int first, int count) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "acks",
                        "all",
                        "max.in.flight.requests.per.connection",
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = first; i < first + count; i++) {
                sent.add(producer.send(
                        new ProducerRecord<>(topics.deadLetters(), bytes("camera" + i % 5), bytes("" + i))));
            }
            for (var each : sent) {
                each.get();
            }
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> frames() {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topics.frames()).stream()
                    .map(partition -> new TopicPartition(topics.frames(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
