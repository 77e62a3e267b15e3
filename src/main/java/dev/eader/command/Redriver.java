package dev.eader.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.broker.Topics;
import dev.eader.stream.DeadLetters;
import dev.eader.stream.LetterHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Moves dead letters back to the frames. Letters and how far it came are committed together, and of two at work at once
 * the elder is fenced off by the transactional id, so that none is moved twice. Letters that are moved before their turn
 * are told by {@link MovedLetters} beside the committed offset.
 */
public final class Redriver implements AutoCloseable {

    /** Header of a frame that was redriven: how often, in decimal digits. Its last value counts. */
    public static final String REDRIVEN = "eader-redriven";

    private static final String GROUP = "eader-redrive";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long MIN_BUFFER_BYTES = 32L << 20;
    private static final int MAX_LISTED = 20;

    private final List<String> cutFrames = new ArrayList<>();
    private long cut;
    private final Map<TopicPartition, MovedLetters> gone = new HashMap<>();
    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    Redriver(String bootstrap, Topics topics) {
        this(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap), topics, Topics.MAX_RECORD_BYTES);
    }

    /**
     * @param connection the broker, and what it asks of a client: TLS, SASL
     * @param maxRecordBytes maximum size of a frame's record
     */
    public Redriver(Map<String, Object> connection, Topics topics, int maxRecordBytes) {
        this.topics = topics;
        var group = group(topics);
        this.consumer = new KafkaConsumer<>(
                with(
                        connection,
                        Map.of(
                                ConsumerConfig.GROUP_ID_CONFIG,
                                group,
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                                false,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                100,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                with(
                        connection,
                        Map.of(
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                group,
                                // what one that died left open holds the next one up for no longer than this
                                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                10_000,
                                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                                "none",
                                // as for frames: see FrameProducer
                                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                                1,
                                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                maxRecordBytes,
                                ProducerConfig.BUFFER_MEMORY_CONFIG,
                                Math.max(MIN_BUFFER_BYTES, 2L * maxRecordBytes))),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The group whose committed offsets tell which letters are moved. */
    public static String group(Topics topics) {
        return GROUP + "-" + topics.deadLetters();
    }

    /**
     * Moves the letters that are there now; one that comes back is not moved again. Letters that are cut stay on their
     * topic and are counted in {@link #cut()}.
     *
     * @param limit letters at most; 0: all
     * @return how many it moved
     * @throws KafkaException when letters cannot be moved; those before them are
     */
    public long move(long limit, BooleanSupplier stopped) {
        var ends = begin();
        long moved = 0;
        while ((limit == 0 || moved < limit) && !stopped.getAsBoolean() && !allRead(ends)) {
            var letters = StreamSupport.stream(consumer.poll(POLL).spliterator(), false)
                    .filter(letter -> letter.offset() < ends.get(partition(letter)))
                    .filter(letter -> !gone.get(partition(letter)).holds(letter.offset()))
                    .limit(limit == 0 ? Long.MAX_VALUE : limit - moved)
                    .toList();
            if (!letters.isEmpty()) {
                moved += move(letters, MovedLetters::upTo);
            }
        }
        return moved;
    }

    /**
     * Moves one letter, whatever its turn.
     *
     * @return false when it is not there, was moved before, or is cut, which {@link #cut()} counts
     * @throws KafkaException when it cannot be moved
     */
    public boolean moveOne(int partition, long offset) {
        var place = new TopicPartition(topics.deadLetters(), partition);
        var end = begin().getOrDefault(place, 0L);
        if (offset >= end || gone.get(place).holds(offset)) {
            return false;
        }
        consumer.assign(List.of(place));
        consumer.seek(place, offset);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(place) <= offset && System.nanoTime() < deadline) {
            for (var letter : consumer.poll(POLL)) {
                if (letter.offset() == offset) {
                    if (DeadLetters.isCut(letter.headers())) {
                        count(List.of(letter));
                        return false;
                    }
                    move(List.of(letter), MovedLetters::and);
                    return true;
                }
            }
        }
        return false;
    }

    /** Number of letters that were not moved, because the service left the frame's value or headers out of them. */
    public long cut() {
        return cut;
    }

    /** Where the whole records of the first {@value #MAX_LISTED} cut letters are, as {@code TOPIC/PARTITION/OFFSET}. */
    public List<String> cutFrames() {
        return List.copyOf(cutFrames);
    }

    /** Takes over from an elder one; where each partition ends now. */
    private Map<TopicPartition, Long> begin() {
        // First of all: it ends what an elder one left open, and only then do committed offsets stand still.
        producer.initTransactions();
        var partitions = consumer.partitionsFor(topics.deadLetters()).stream()
                .map(partition -> new TopicPartition(topics.deadLetters(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        var first = consumer.beginningOffsets(partitions);
        var committed = consumer.committed(Set.copyOf(partitions));
        partitions.forEach(each -> gone.put(each, MovedLetters.of(committed.get(each), first.get(each))));
        return consumer.endOffsets(partitions);
    }

    private static Map<String, Object> with(Map<String, Object> connection, Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.putAll(own);
        return settings;
    }

    private boolean allRead(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Returns the number of letters that were moved: all but those that are cut. */
    private int move(List<ConsumerRecord<byte[], byte[]>> letters, BiFunction<MovedLetters, Long, MovedLetters> with) {
        var whole = letters.stream()
                .filter(letter -> !DeadLetters.isCut(letter.headers()))
                .toList();
        var next = new HashMap<TopicPartition, OffsetAndMetadata>();
        producer.beginTransaction();
        try {
            whole.forEach(letter -> producer.send(frame(letter)));
            for (var letter : letters) {
                gone.compute(partition(letter), (place, before) -> with.apply(before, letter.offset()));
                next.put(partition(letter), gone.get(partition(letter)).committed());
            }
            producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
            producer.commitTransaction();
        } catch (KafkaException e) {
            if (!fenced(e) && !fenced(abort())) {
                var reason = e.getCause() == null ? e : e.getCause();
                throw new KafkaException("dead letters could not be moved: " + reason.getMessage(), e);
            }
            throw new KafkaException("another redrive has taken over", e);
        }
        count(letters.stream()
                .filter(letter -> DeadLetters.isCut(letter.headers()))
                .toList());
        return whole.size();
    }

    private void count(List<ConsumerRecord<byte[], byte[]>> cutLetters) {
        cut += cutLetters.size();
        cutLetters.stream()
                .limit(MAX_LISTED - cutFrames.size())
                .forEach(letter -> cutFrames.add(DeadLetters.origin(letter.headers())));
    }

    /** Takes back what is open; gives the failure of that, or null. What it cannot take back, the next redrive does. */
    private RuntimeException abort() {
        try {
            producer.abortTransaction();
            return null;
        } catch (KafkaException | IllegalStateException e) {
            return e;
        }
    }

    /** Whether a younger redrive has the transactional id now, in whichever way the broker says so. */
    private static boolean fenced(Throwable failure) {
        return failure != null
                && (failure instanceof ProducerFencedException
                        || failure instanceof InvalidProducerEpochException
                        || fenced(failure.getCause()));
    }

    /**
     * The record of the frame, with the headers that its sender set. It gets a new time: with its old one, retention might
     * delete it at once.
     */
    private ProducerRecord<byte[], byte[]> frame(ConsumerRecord<byte[], byte[]> letter) {
        byte[] key = DeadLetters.hasAddedKey(letter.headers()) ? null : letter.key();
        return new ProducerRecord<>(topics.frames(), null, key, letter.value(), redriven(letter.headers()));
    }

    /** Replaces the count of the redrive before. A sender's header of that name stays unless it is such a count. */
    static Headers redriven(Headers letter) {
        var headers = LetterHeaders.ofFrame(letter);
        var before = headers.lastHeader(REDRIVEN);
        int times = 0;
        if (before != null && before.value() != null) {
            var text = new String(before.value(), UTF_8);
            if (text.matches("\\d{1,9}")) {
                times = Integer.parseInt(text);
                headers = without(headers, before);
            }
        }
        return headers.add(REDRIVEN, Integer.toString(times + 1).getBytes(UTF_8));
    }

    private static Headers without(Headers headers, Header one) {
        var others = new RecordHeaders();
        for (var header : headers) {
            if (header != one) {
                others.add(header);
            }
        }
        return others;
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> letter) {
        return new TopicPartition(letter.topic(), letter.partition());
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
