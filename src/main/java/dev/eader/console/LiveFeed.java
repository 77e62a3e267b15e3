package dev.eader.console;

import dev.eader.broker.Topics;
import dev.eader.v1.Segmentation;
import dev.eader.wire.WireReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
final class LiveFeed implements Runnable, AutoCloseable {
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
    private final Audience audience;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile FeedState state = FeedState.RESTING;

    /** @param consumers makes the consumer each time that reading begins; its partitions are assigned here */
    LiveFeed(Supplier<Consumer<byte[], byte[]>> consumers, Topics topics, Audience audience) {
        this.consumers = consumers;
        this.topics = topics;
        this.audience = audience;
    }

    FeedState state() {
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
            PictureJoin join = new PictureJoin(
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
    private boolean assign(Consumer<byte[], byte[]> consumer, PictureJoin join) {
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

    private void read(ConsumerRecord<byte[], byte[]> record, PictureJoin join) {
        if (record.topic().equals(topics.frames())) {
            join.frame(record.topic(), record.partition(), record.offset(), WireReader.encodedImage(record));
        } else {
            WireReader.segmentation(record).ifPresent(join::segmentation);
        }
    }

    private static String camera(Segmentation segmentation) {
        return segmentation.getCameraId().isEmpty() ? "(no camera)" : segmentation.getCameraId();
    }
}
