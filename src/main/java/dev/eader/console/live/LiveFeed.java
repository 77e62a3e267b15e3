package dev.eader.console.live;

import dev.eader.broker.Topics;
import dev.eader.v1.Segmentation;
import dev.eader.wire.WireReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/**
 * Reads new frames and segmentations from Kafka, joins them, and publishes them to the open pages. It uses no consumer group and
 * commits nothing, so it does not affect other consumers; it reads only while a page is open. While the broker or a topic is
 * missing, it retries every second.
 */
public final class LiveFeed implements Runnable, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LiveFeed.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PARTITION_REFRESH = Duration.ofSeconds(5);
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    /** How long reading continues after the last page was closed. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final long MAX_PICTURE_BYTES = 64L << 20;
    private static final long MAX_WAITING_BYTES = 8L << 20;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Topics topics;
    private final FrameBroadcast broadcast;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile FeedState state = FeedState.RESTING;

    /** @param consumers creates an unassigned consumer each time that reading starts */
    public LiveFeed(Supplier<Consumer<byte[], byte[]>> consumers, Topics topics, FrameBroadcast broadcast) {
        this.consumers = consumers;
        this.topics = topics;
        this.broadcast = broadcast;
    }

    public FeedState state() {
        return state;
    }

    @Override
    public void run() {
        try {
            while (isOpen()) {
                if (broadcast.hasViewers(GRACE)) {
                    readWhileWatched();
                } else {
                    state = FeedState.RESTING;
                    broadcast.clearAndAwaitViewer(RETRY);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends {@link #run} within the time of a poll. */
    @Override
    public void close() {
        closed.countDown();
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void readWhileWatched() throws InterruptedException {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            PictureJoiner joiner = new PictureJoiner(
                    MAX_PICTURE_BYTES,
                    MAX_WAITING_BYTES,
                    (segmentation, picture) -> broadcast.publish(cameraOf(segmentation), segmentation, picture));
            long refreshed = 0;
            while (isOpen() && broadcast.hasViewers(GRACE)) {
                if (refreshed == 0 || System.nanoTime() - refreshed > PARTITION_REFRESH.toNanos()) {
                    if (!assignNewPartitions(consumer, joiner)) {
                        state = FeedState.NO_TOPICS;
                        closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                        continue;
                    }
                    refreshed = System.nanoTime();
                    state = FeedState.LIVE;
                }
                consumer.poll(POLL_TIMEOUT).forEach(record -> add(record, joiner));
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            if (state != FeedState.UNREACHABLE) {
                LOG.warnf("The console cannot read from Kafka and retries every second: %s", e.getMessage());
            }
            state = FeedState.UNREACHABLE;
            closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Assigns all partitions, new ones from their end offsets. Returns false when a topic is missing. */
    private boolean assignNewPartitions(Consumer<byte[], byte[]> consumer, PictureJoiner joiner) {
        Set<TopicPartition> all = new LinkedHashSet<>();
        for (String topic : List.of(topics.frames(), topics.segmentations())) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic, METADATA_TIMEOUT);
            if (partitions == null || partitions.isEmpty()) {
                return false;
            }
            partitions.forEach(partition -> all.add(new TopicPartition(topic, partition.partition())));
        }
        List<TopicPartition> added = new ArrayList<>(all);
        added.removeAll(consumer.assignment());
        if (!added.isEmpty()) {
            consumer.assign(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(added, METADATA_TIMEOUT);
            added.forEach(partition -> {
                consumer.seek(partition, ends.get(partition));
                joiner.startAt(partition.topic(), partition.partition(), ends.get(partition));
            });
        }
        return true;
    }

    private void add(ConsumerRecord<byte[], byte[]> record, PictureJoiner joiner) {
        if (record.topic().equals(topics.frames())) {
            joiner.addFrame(record.topic(), record.partition(), record.offset(), WireReader.encodedImage(record));
        } else {
            WireReader.segmentation(record).ifPresent(joiner::addSegmentation);
        }
    }

    private static String cameraOf(Segmentation segmentation) {
        return segmentation.getCameraId().isEmpty() ? "(no camera)" : segmentation.getCameraId();
    }
}
