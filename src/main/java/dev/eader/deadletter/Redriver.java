package dev.eader.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.broker.Topics;
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
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Redrives dead letters: sends their frames to the frames topic again, each exactly once. Frames and the offsets of their
 * dead letters are committed in one transaction; of two concurrent redrives, the older is fenced. Not thread-safe.
 */
public final class Redriver implements AutoCloseable {
    /** Header of a redriven frame: number of its redrives, in decimal digits. The last header of this name counts. */
    public static final String REDRIVEN = "eader-redriven";

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_LISTED = 20;

    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RedriveProducer producer;
    private final Map<TopicPartition, RedrivenOffsets> redriven = new HashMap<>();
    private final List<String> cutOrigins = new ArrayList<>();
    private long cutCount;

    /**
     * @param connection Kafka client settings: bootstrap servers, TLS, SASL
     * @param maxRecordBytes maximum size of a frame's record
     */
    public Redriver(Map<String, Object> connection, Topics topics, int maxRecordBytes) {
        this.topics = topics;
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId(topics));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        producer = new RedriveProducer(connection, groupId(topics), maxRecordBytes);
    }

    /** Returns the consumer group whose committed offsets record which dead letters are redriven. */
    public static String groupId(Topics topics) {
        return "eader-redrive-" + topics.deadLetters();
    }

    /**
     * Redrives the dead letters that exist at the start. Frames that fail again meanwhile are not redriven again. Cut dead
     * letters stay on their topic and are counted in {@link #cutCount}.
     *
     * @param limit maximum number to redrive; 0 for all
     * @param stopped checked between transactions
     * @return number of redriven dead letters
     * @throws KafkaException when some cannot be redriven; those of earlier transactions are
     */
    public long redrive(long limit, BooleanSupplier stopped) {
        Map<TopicPartition, Long> ends = start();
        long count = 0;
        while ((limit == 0 || count < limit) && !stopped.getAsBoolean() && !isRead(ends)) {
            var deadLetters = StreamSupport.stream(consumer.poll(POLL).spliterator(), false)
                    .filter(record -> record.offset() < ends.get(partition(record)))
                    .filter(record -> !redriven.get(partition(record)).contains(record.offset()))
                    .limit(limit == 0 ? Long.MAX_VALUE : limit - count)
                    .toList();
            if (!deadLetters.isEmpty()) {
                count += redrive(deadLetters, RedrivenOffsets::upTo);
            }
        }
        return count;
    }

    /**
     * Redrives one dead letter.
     *
     * @return false when it does not exist, was redriven before, or is cut, which {@link #cutCount} counts
     * @throws KafkaException when it cannot be redriven
     */
    public boolean redriveOne(int partition, long offset) {
        var place = new TopicPartition(topics.deadLetters(), partition);
        long end = start().getOrDefault(place, 0L);
        if (offset >= end || redriven.get(place).contains(offset)) {
            return false;
        }
        consumer.assign(List.of(place));
        consumer.seek(place, offset);
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (consumer.position(place) <= offset && System.nanoTime() < deadline) {
            for (var record : consumer.poll(POLL)) {
                if (record.offset() == offset) {
                    if (DeadLetterHeaders.isCut(record.headers())) {
                        countCut(record);
                        return false;
                    }
                    redrive(List.of(record), RedrivenOffsets::with);
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the number of dead letters that were not redriven because the frame's value or headers are left out. */
    public long cutCount() {
        return cutCount;
    }

    /** Returns the position of the frame of the first {@value #MAX_LISTED} cut dead letters, {@code TOPIC/PARTITION/OFFSET}. */
    public List<String> cutOrigins() {
        return List.copyOf(cutOrigins);
    }

    /** Fences older redrives, reads the committed offsets, and returns the end offset of each partition. */
    private Map<TopicPartition, Long> start() {
        producer.start();
        var partitions = consumer.partitionsFor(topics.deadLetters()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        var first = consumer.beginningOffsets(partitions);
        var committed = consumer.committed(Set.copyOf(partitions));
        partitions.forEach(each -> redriven.put(each, RedrivenOffsets.of(committed.get(each), first.get(each))));
        return consumer.endOffsets(partitions);
    }

    private boolean isRead(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /**
     * Redrives the given dead letters in one transaction, except cut ones.
     *
     * @return how many were redriven
     */
    private long redrive(
            List<ConsumerRecord<byte[], byte[]>> deadLetters,
            BiFunction<RedrivenOffsets, Long, RedrivenOffsets> addOffset) {
        List<ProducerRecord<byte[], byte[]>> frames = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (var record : deadLetters) {
            if (!DeadLetterHeaders.isCut(record.headers())) {
                frames.add(frame(record));
            }
            redriven.compute(partition(record), (place, before) -> addOffset.apply(before, record.offset()));
            offsets.put(partition(record), redriven.get(partition(record)).toCommit());
        }
        producer.commit(frames, offsets, consumer.groupMetadata());
        deadLetters.stream()
                .filter(record -> DeadLetterHeaders.isCut(record.headers()))
                .forEach(this::countCut);
        return frames.size();
    }

    private void countCut(ConsumerRecord<byte[], byte[]> deadLetter) {
        cutCount++;
        if (cutOrigins.size() < MAX_LISTED) {
            cutOrigins.add(DeadLetterHeaders.origin(deadLetter.headers()));
        }
    }

    /** Returns the record of the frame. It has no timestamp of its own: with the old one, retention could delete it at once. */
    private ProducerRecord<byte[], byte[]> frame(ConsumerRecord<byte[], byte[]> deadLetter) {
        Headers headers = deadLetter.headers();
        byte[] key = DeadLetterHeaders.hasAddedKey(headers) ? null : deadLetter.key();
        return new ProducerRecord<>(topics.frames(), null, key, deadLetter.value(), redrivenHeaders(headers));
    }

    /** Increments the count of redrives. A header of that name with another value is the sender's and is kept. */
    private static Headers redrivenHeaders(Headers deadLetter) {
        Headers headers = DeadLetterHeaders.frameHeaders(deadLetter);
        Header last = headers.lastHeader(REDRIVEN);
        String count = DeadLetterHeaders.text(headers, REDRIVEN);
        if (!count.matches("\\d{1,9}")) {
            return headers.add(REDRIVEN, "1".getBytes(UTF_8));
        }
        Headers others = new RecordHeaders();
        for (Header header : headers) {
            if (header != last) {
                others.add(header);
            }
        }
        return others.add(
                REDRIVEN, Integer.toString(Integer.parseInt(count) + 1).getBytes(UTF_8));
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
