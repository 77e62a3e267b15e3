package dev.eader.console.live;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.eader.broker.Topics;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import dev.eader.wire.CameraKey;
import dev.eader.wire.SchemaFraming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/**
 * Reads frames and segmentations as they come, from their ends on, and shows them joined to the audience. It belongs
 * to no consumer group and commits nothing, so it changes nothing for anybody else; and it reads only while somebody
 * watches, so it costs nothing otherwise. A broker or topics that are not there yet are waited for.
 */
public final class LiveFeed implements Runnable, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LiveFeed.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final long PICTURES = 64L << 20;
    private static final long WAITING = 8L << 20;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Topics topics;
    private final FrameBroadcast audience;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile FeedState state = FeedState.RESTING;

    /** @param consumers makes the consumer each time that reading begins; its partitions are assigned here */
    public LiveFeed(Supplier<Consumer<byte[], byte[]>> consumers, Topics topics, FrameBroadcast audience) {
        this.consumers = consumers;
        this.topics = topics;
        this.audience = audience;
    }

    public FeedState state() {
        return state;
    }

    @Override
    public void run() {
        try {
            while (open()) {
                if (audience.present(GRACE)) {
                    follow();
                } else {
                    state = FeedState.RESTING;
                    audience.await(RETRY);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends {@link #run} within a poll. */
    @Override
    public void close() {
        closed.countDown();
    }

    private boolean open() {
        return closed.getCount() > 0;
    }

    private void follow() throws InterruptedException {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            PictureJoiner join = new PictureJoiner(
                    PICTURES,
                    WAITING,
                    (segmentation, picture) -> audience.show(camera(segmentation), segmentation, picture));
            long refreshed = 0;
            while (open() && audience.present(GRACE)) {
                if (refreshed == 0 || System.nanoTime() - refreshed > REFRESH.toNanos()) {
                    if (!assign(consumer, join)) {
                        state = FeedState.NO_TOPICS;
                        closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                        continue;
                    }
                    refreshed = System.nanoTime();
                    state = FeedState.LIVE;
                }
                consumer.poll(POLL).forEach(record -> read(record, join));
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            if (state != FeedState.UNREACHABLE) {
                LOG.warnf("The console cannot read from Kafka and keeps trying: %s", e.getMessage());
            }
            state = FeedState.UNREACHABLE;
            closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Takes in the partitions that are new, from their ends; false while a topic is missing. */
    private boolean assign(Consumer<byte[], byte[]> consumer, PictureJoiner join) {
        Set<TopicPartition> all = new LinkedHashSet<>();
        for (String topic : List.of(topics.frames(), topics.segmentations())) {
            var partitions = consumer.partitionsFor(topic, ANSWER);
            if (partitions == null || partitions.isEmpty()) {
                return false;
            }
            partitions.forEach(partition -> all.add(new TopicPartition(topic, partition.partition())));
        }
        List<TopicPartition> added = new ArrayList<>(all);
        added.removeAll(consumer.assignment());
        if (!added.isEmpty()) {
            consumer.assign(all);
            var ends = consumer.endOffsets(added, ANSWER);
            added.forEach(partition -> {
                consumer.seek(partition, ends.get(partition));
                join.startAt(partition.topic(), partition.partition(), ends.get(partition));
            });
        }
        return true;
    }

    private void read(ConsumerRecord<byte[], byte[]> record, PictureJoiner join) {
        if (record.topic().equals(topics.frames())) {
            join.frame(record.topic(), record.partition(), record.offset(), picture(record.value()));
        } else {
            segmentation(record).ifPresent(join::segmentation);
        }
    }

    private static Optional<ByteString> picture(byte[] value) {
        try {
            return Optional.ofNullable(
                            value == null ? null : Frame.parseFrom(SchemaFraming.payload(value, Frame.getDescriptor())))
                    .filter(Frame::hasEncoded)
                    .map(Frame::getEncoded);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** The record's own key names the camera where the frame could not be read. */
    private static Optional<Segmentation> segmentation(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            var segmentation =
                    Segmentation.parseFrom(SchemaFraming.payload(record.value(), Segmentation.getDescriptor()))
                            .toBuilder();
            if (segmentation.getCameraId().isEmpty()) {
                segmentation.setCameraId(CameraKey.text(record.key()).orElse(""));
            }
            return Optional.of(segmentation.build()).filter(LiveFeed::hasOutcome);
        } catch (InvalidProtocolBufferException e) {
            LOG.debugf(e, "A record of %s is not a segmentation", record.topic());
            return Optional.empty();
        }
    }

    private static boolean hasOutcome(Segmentation segmentation) {
        return segmentation.getOutcomeCase() != Segmentation.OutcomeCase.OUTCOME_NOT_SET;
    }

    private static String camera(Segmentation segmentation) {
        return segmentation.getCameraId().isEmpty() ? "(no camera)" : segmentation.getCameraId();
    }
}
