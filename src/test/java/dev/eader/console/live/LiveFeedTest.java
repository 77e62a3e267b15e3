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

public class LiveFeedTest {
    private static final String SEGMENTATIONS = "segmentations.v1";

    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("latest");
    private final FrameBroadcast audience = new FrameBroadcast();
    private final AtomicInteger opened = new AtomicInteger();
    private int refusals;
    private final LiveFeed feed = new LiveFeed(this::open, Topics.prefixed(""), audience);
    private final Thread thread = new Thread(feed);

    private MockConsumer<byte[], byte[]> open() {
        if (opened.incrementAndGet() <= refusals) {
            throw new KafkaException("no broker");
        }
        return kafka;
    }

    private void topics(long framesEnd) {
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

    private LiveFrame seen(PageCursor browser) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> browser.take("front"), Optional::isPresent)
                .orElseThrow();
    }

    @AfterEach
    void end() throws InterruptedException {
        feed.close();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void a_frame_and_its_segmentation_are_shown_as_one() {
        topics(40);
        PageCursor browser = audience.enter();
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.LIVE);
        kafka.schedulePollTask(() -> {
            add(SEGMENTATIONS, 0, result("front", 40).toByteArray());
            add(FRAMES, 40, frame("front", 40).toByteArray());
        });
        LiveFrame seen = seen(browser);
        assertThat(seen.picture()).contains(picture(40));
        assertThat(seen.segmentation()).isEqualTo(result("front", 40));
    }

    @Test
    void records_that_are_neither_frames_nor_segmentations_do_not_stop_the_feed() {
        topics(0);
        PageCursor browser = audience.enter();
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
        LiveFrame seen = seen(browser);
        assertThat(seen.segmentation().getOutcomeCase()).isEqualTo(Segmentation.OutcomeCase.FAILED);
        assertThat(seen.picture()).isEmpty();
    }

    @Test
    void topics_that_are_not_there_yet_are_waited_for() {
        audience.enter();
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.NO_TOPICS);
        topics(0);
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.LIVE);
    }

    @Test
    void a_broker_that_does_not_answer_is_asked_again() {
        refusals = 1;
        topics(0);
        audience.enter();
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.UNREACHABLE);
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.LIVE);
        assertThat(opened).hasValue(2);
    }

    @Test
    void nothing_is_read_while_nobody_watches() {
        topics(0);
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(opened).hasValue(0);
        assertThat(feed.state()).isEqualTo(FeedState.RESTING);
        audience.enter();
        await().atMost(Duration.ofSeconds(60)).until(() -> feed.state() == FeedState.LIVE);
    }
}
