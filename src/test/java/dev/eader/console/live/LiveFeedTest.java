package dev.eader.console.live;

import static dev.eader.console.live.TestSegmentations.FRAMES;
import static dev.eader.console.live.TestSegmentations.frame;
import static dev.eader.console.live.TestSegmentations.picture;
import static dev.eader.console.live.TestSegmentations.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eader.broker.Topics;
import dev.eader.v1.Segmentation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
    private static final String SEGMENTATIONS = "segmentations.v1";

    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("latest");
    private final FrameBroadcast broadcast = new FrameBroadcast();
    private final AtomicInteger opened = new AtomicInteger();
    private int failures;
    private final LiveFeed feed = new LiveFeed(this::openConsumer, Topics.prefixed(""), broadcast);
    private final Thread thread = new Thread(feed);

    private MockConsumer<byte[], byte[]> openConsumer() {
        if (opened.incrementAndGet() <= failures) {
            throw new KafkaException("no broker");
        }
        return kafka;
    }

    private void createTopics(long framesEnd) {
        for (String topic : List.of(FRAMES, SEGMENTATIONS)) {
            kafka.updatePartitions(
                    topic, List.of(new PartitionInfo(topic, 0, Node.noNode(), new Node[0], new Node[0])));
        }
        kafka.updateEndOffsets(
                Map.of(new TopicPartition(FRAMES, 0), framesEnd, new TopicPartition(SEGMENTATIONS, 0), 0L));
    }

    private void add(String topic, long offset, byte[] value) {
        kafka.addRecord(new ConsumerRecord<>(topic, 0, offset, "front".getBytes(StandardCharsets.UTF_8), value));
    }

    private LiveFrame awaitFrame(PageCursor page) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> page.take("front"), Optional::isPresent)
                .orElseThrow();
    }

    @AfterEach
    void stop() throws InterruptedException {
        feed.close();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void frame_and_segmentation_are_joined() {
        createTopics(40);
        PageCursor page = broadcast.subscribe();
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.LIVE);
        kafka.schedulePollTask(() -> {
            add(SEGMENTATIONS, 0, result("front", 40).toByteArray());
            add(FRAMES, 40, frame("front", 40).toByteArray());
        });
        LiveFrame seen = awaitFrame(page);
        assertThat(seen.picture()).contains(picture(40));
        assertThat(seen.segmentation()).isEqualTo(result("front", 40));
    }

    @Test
    void invalid_records_do_not_stop_feed() {
        createTopics(0);
        PageCursor page = broadcast.subscribe();
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.LIVE);
        byte[] garbage = {(byte) 0xff, (byte) 0xff, 7};
        kafka.schedulePollTask(() -> {
            add(FRAMES, 0, garbage);
            add(FRAMES, 1, null);
            add(SEGMENTATIONS, 0, garbage);
            add(SEGMENTATIONS, 1, null);
            add(SEGMENTATIONS, 2, TestSegmentations.failed("", 0).toByteArray());
        });
        LiveFrame seen = awaitFrame(page);
        assertThat(seen.segmentation().getOutcomeCase()).isEqualTo(Segmentation.OutcomeCase.FAILED);
        assertThat(seen.picture()).isEmpty();
    }

    @Test
    void feed_waits_for_missing_topics() {
        broadcast.subscribe();
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.NO_TOPICS);
        createTopics(0);
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.LIVE);
    }

    @Test
    void feed_retries_unreachable_broker() {
        failures = 1;
        createTopics(0);
        broadcast.subscribe();
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.UNREACHABLE);
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.LIVE);
        assertThat(opened).hasValue(2);
    }

    @Test
    void feed_reads_nothing_without_open_page() {
        createTopics(0);
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(opened).hasValue(0);
        assertThat(feed.state()).isEqualTo(FeedState.RESTING);
        broadcast.subscribe();
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.LIVE);
    }
}
