package dev.eader.deadletter;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.eader.broker.Topics;
import dev.eader.image.ImageException;
import dev.eader.image.ImageFormat;
import dev.eader.wire.CameraKey;
import dev.eader.wire.WireReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads the newest records of the dead-letter topic, and which of them were redriven. Thread-safe. */
public final class DeadLetterReader {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(300);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Topics topics;

    /** @param consumers creates consumers of the group {@link Redriver#groupId}, whose committed offsets are read */
    public DeadLetterReader(Supplier<Consumer<byte[], byte[]>> consumers, Topics topics) {
        this.consumers = consumers;
        this.topics = topics;
    }

    /**
     * One dead letter, written as JSON.
     *
     * @param at when it was written, in RFC 3339
     * @param frame position of the frame's record, as {@code TOPIC/PARTITION/OFFSET}
     * @param bytes size of its value
     * @param format of its image: {@code jpeg}, {@code png}, {@code webp}; empty when it has none of these
     * @param cut whether a part of the frame is left out, so that it cannot be redriven
     * @param redriven whether it was redriven
     * @param times how often its frame had been redriven before it failed; empty for never
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record DeadLetter(
            int partition,
            long offset,
            String at,
            String camera,
            String stage,
            String code,
            String message,
            String frame,
            int bytes,
            String format,
            boolean cut,
            boolean redriven,
            String times) {}

    /** @param waiting number of the listed that can be redriven */
    public record Listing(List<DeadLetter> letters, long waiting) {}

    /**
     * Lists the newest dead letters, newest first, within about 5 s.
     *
     * @param limit maximum number
     * @throws KafkaException when Kafka does not answer
     */
    public Listing newest(int limit) {
        List<DeadLetter> found = new ArrayList<>();
        try (var consumer = consumers.get()) {
            var infos = consumer.partitionsFor(topics.deadLetters(), TIMEOUT);
            List<TopicPartition> partitions = infos == null
                    ? List.of()
                    : infos.stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions, TIMEOUT);
            var begins = consumer.beginningOffsets(partitions, TIMEOUT);
            var committed = consumer.committed(Set.copyOf(partitions), TIMEOUT);
            // each record may be followed by a transaction marker, which uses an offset too
            partitions.forEach(each -> consumer.seek(each, Math.max(begins.get(each), ends.get(each) - 2L * limit)));
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))
                    && System.nanoTime() < deadline) {
                for (var record : consumer.poll(POLL)) {
                    var place = new TopicPartition(record.topic(), record.partition());
                    var redriven = RedrivenOffsets.of(committed.get(place), begins.get(place));
                    found.add(deadLetter(record, redriven.contains(record.offset())));
                }
            }
        }
        found.sort(Comparator.comparing(DeadLetter::at).reversed());
        var newest = found.stream().limit(limit).toList();
        return new Listing(
                newest,
                newest.stream().filter(each -> !each.redriven() && !each.cut()).count());
    }

    private static DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> record, boolean redriven) {
        var headers = record.headers();
        boolean cut = DeadLetterHeaders.isCut(headers);
        return new DeadLetter(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()).toString(),
                CameraKey.display(record.key()),
                DeadLetterHeaders.text(headers, DeadLetterHeaders.STAGE),
                DeadLetterHeaders.text(headers, DeadLetterHeaders.CODE),
                DeadLetterHeaders.text(headers, DeadLetterHeaders.MESSAGE),
                DeadLetterHeaders.origin(headers),
                record.value() == null ? 0 : record.value().length,
                format(record),
                cut,
                redriven && !cut,
                DeadLetterHeaders.text(headers, Redriver.REDRIVEN));
    }

    private static String format(ConsumerRecord<byte[], byte[]> record) {
        try {
            var image = WireReader.encodedImage(record);
            return image.isEmpty()
                    ? ""
                    : ImageFormat.of(image.get().toByteArray()).name().toLowerCase(Locale.ROOT);
        } catch (ImageException e) {
            return "";
        }
    }
}
