package dev.eader.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.eader.broker.Topics;
import dev.eader.command.MovedLetters;
import dev.eader.command.Redriver;
import dev.eader.image.ImageException;
import dev.eader.image.ImageFormat;
import dev.eader.stream.LetterHeaders;
import dev.eader.wire.CameraKey;
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
import org.apache.kafka.common.TopicPartition;

/** The dead letters that stand on their topic now, and which of them were redriven. */
final class DeadLetters {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(300);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Topics topics;

    /** @param consumers makes consumers of the group that redrives; it is only asked what it has committed */
    DeadLetters(Supplier<Consumer<byte[], byte[]>> consumers, Topics topics) {
        this.consumers = consumers;
        this.topics = topics;
    }

    /**
     * One letter.
     *
     * @param at when it was written
     * @param frame where its frame stood, as {@code TOPIC/PARTITION/OFFSET}
     * @param format {@code jpeg}, {@code png}, {@code webp}; empty where it holds no such picture
     * @param cut whether the service left a part of the frame out of it, so that it cannot be redriven
     * @param redriven whether it was moved back to the frames
     * @param times how often its frame had been redriven when it failed
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Letter(
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

    /** @param waiting how many of the listed can be redriven */
    record Listed(List<Letter> letters, long waiting) {}

    /**
     * The newest letters, newest first.
     *
     * @param most of each partition
     */
    Listed newest(int most) {
        List<Letter> letters = new ArrayList<>();
        try (var consumer = consumers.get()) {
            var there = consumer.partitionsFor(topics.deadLetters(), PATIENCE);
            List<TopicPartition> partitions = there == null
                    ? List.of()
                    : there.stream()
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions, PATIENCE);
            var begins = consumer.beginningOffsets(partitions, PATIENCE);
            var committed = consumer.committed(Set.copyOf(partitions), PATIENCE);
            // every letter that Streams writes may be followed by a transaction's marker, which takes an offset too
            partitions.forEach(each -> consumer.seek(each, Math.max(begins.get(each), ends.get(each) - 2L * most)));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))
                    && System.nanoTime() < deadline) {
                for (var record : consumer.poll(POLL)) {
                    var place = new TopicPartition(record.topic(), record.partition());
                    var moved = MovedLetters.of(committed.get(place), begins.get(place));
                    letters.add(letter(record, moved.holds(record.offset())));
                }
            }
        }
        letters.sort(Comparator.comparing(Letter::at).reversed());
        var newest = letters.stream().limit(most).toList();
        return new Listed(
                newest,
                newest.stream().filter(each -> !each.redriven() && !each.cut()).count());
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record, boolean redriven) {
        boolean cut = dev.eader.stream.DeadLetters.isCut(record.headers());
        return new Letter(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()).toString(),
                CameraKey.display(record.key()),
                header(record, LetterHeaders.STAGE),
                header(record, LetterHeaders.CODE),
                header(record, LetterHeaders.MESSAGE),
                String.format(
                        Locale.ROOT,
                        "%s/%s/%s",
                        header(record, LetterHeaders.ORIGIN_TOPIC),
                        header(record, LetterHeaders.ORIGIN_PARTITION),
                        header(record, LetterHeaders.ORIGIN_OFFSET)),
                record.value() == null ? 0 : record.value().length,
                format(record),
                cut,
                redriven && !cut,
                header(record, Redriver.REDRIVEN));
    }

    private static String format(ConsumerRecord<byte[], byte[]> record) {
        return FrameResource.picture(record)
                .map(picture -> {
                    try {
                        return ImageFormat.of(picture.toByteArray()).name().toLowerCase(Locale.ROOT);
                    } catch (ImageException e) {
                        return "";
                    }
                })
                .orElse("");
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }
}
