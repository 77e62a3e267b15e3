package dev.eader.console.live;

import static dev.eader.console.live.TestSegmentations.failed;
import static dev.eader.console.live.TestSegmentations.picture;
import static dev.eader.console.live.TestSegmentations.result;
import static dev.eader.console.live.TestSegmentations.skipped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FrameBroadcastTest {
    private final AtomicLong clock = new AtomicLong(1);
    private final FrameBroadcast broadcast = new FrameBroadcast(clock::get);

    private void publish(Segmentation segmentation) {
        broadcast.publish(segmentation.getCameraId(), segmentation, Optional.of(picture(segmentation.getSequence())));
    }

    private static List<LiveFrame> takeAll(PageCursor page) {
        return page.pendingCameras(Integer.MAX_VALUE).stream()
                .map(page::take)
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void slow_page_receives_only_latest_frame_of_each_camera() {
        PageCursor slow = broadcast.subscribe();
        for (long number = 0; number < 100; number++) {
            publish(result("front", number));
            publish(result("back", 1000 + number));
        }
        assertThat(takeAll(slow))
                .extracting(LiveFrame::camera, frame -> frame.segmentation().getSequence(), LiveFrame::picture)
                .containsExactlyInAnyOrder(
                        tuple("front", 99L, Optional.of(picture(99))),
                        tuple("back", 1099L, Optional.of(picture(1099))));
        assertThat(takeAll(slow)).isEmpty();
    }

    @Test
    void slow_page_does_not_delay_other_pages() {
        PageCursor slow = broadcast.subscribe();
        PageCursor quick = broadcast.subscribe();
        for (long number = 0; number < 3; number++) {
            publish(result("front", number));
            assertThat(takeAll(quick)).singleElement().satisfies(frame -> assertThat(
                            frame.segmentation().getSequence())
                    .isEqualTo(frame.counts().results() - 1));
        }
        assertThat(takeAll(slow)).hasSize(1);
    }

    @Test
    void page_receives_frame_published_after_cameras_were_listed() {
        PageCursor page = broadcast.subscribe();
        publish(result("front", 1));
        List<String> round = page.pendingCameras(Integer.MAX_VALUE);
        publish(result("front", 2));
        assertThat(page.take(round.get(0)))
                .hasValueSatisfying(
                        frame -> assertThat(frame.segmentation().getSequence()).isEqualTo(2));
    }

    @Test
    void cameras_take_turns_when_limit_is_exceeded() {
        PageCursor page = broadcast.subscribe();
        List<String> shown = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (String camera : List.of("front", "back", "side")) {
                publish(result(camera, round));
            }
            page.pendingCameras(1).forEach(camera -> {
                page.take(camera);
                shown.add(camera);
            });
        }
        assertThat(shown).containsExactlyInAnyOrder("front", "back", "side");
    }

    @Test
    void skipped_frame_does_not_replace_unsent_result() {
        PageCursor page = broadcast.subscribe();
        publish(result("front", 1));
        publish(skipped("front", 2));
        assertThat(takeAll(page)).singleElement().satisfies(frame -> {
            assertThat(frame.segmentation().getSequence()).isEqualTo(1);
            assertThat(frame.picture()).contains(picture(1));
            assertThat(frame.counts().skipped()).isEqualTo(1);
        });
        publish(failed("front", 3));
        assertThat(takeAll(page)).singleElement().matches(frame -> frame.segmentation()
                .hasFailed());
    }

    @Test
    void new_page_receives_every_camera_at_once() {
        PageCursor first = broadcast.subscribe();
        publish(result("front", 1));
        publish(result("back", 2));
        takeAll(first);
        assertThat(takeAll(broadcast.subscribe())).extracting(LiveFrame::camera).containsExactly("front", "back");
    }

    @Test
    void outcomes_are_counted_by_kind_and_camera() {
        PageCursor page = broadcast.subscribe();
        publish(result("front", 1));
        publish(skipped("front", 2));
        publish(failed("front", 3));
        publish(failed("front", 4));
        publish(result("back", 5));
        assertThat(page.take("front").orElseThrow().counts())
                .extracting(OutcomeCounts::results, OutcomeCounts::skipped, OutcomeCounts::failed)
                .containsExactly(1L, 1L, 2L);
    }

    @Test
    void frame_rate_covers_last_three_seconds() {
        PageCursor page = broadcast.subscribe();
        for (long number = 0; number < 20; number++) {
            clock.addAndGet(Duration.ofMillis(500).toNanos());
            publish(result("front", number));
        }
        assertThat(page.take("front").orElseThrow().counts().fps()).isEqualTo(2, within(1e-9));
        for (long number = 20; number < 120; number++) {
            clock.addAndGet(Duration.ofMillis(40).toNanos());
            publish(result("front", number));
        }
        assertThat(page.take("front").orElseThrow().counts().fps()).isEqualTo(25, within(1e-9));
    }

    @Test
    void viewers_are_gone_only_after_grace() throws InterruptedException {
        Duration grace = Duration.ofSeconds(30);
        assertThat(broadcast.hasViewers(grace)).isFalse();
        PageCursor page = broadcast.subscribe();
        publish(result("front", 1));
        assertThat(broadcast.hasViewers(grace)).isTrue();
        broadcast.unsubscribe(page);
        clock.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(broadcast.hasViewers(grace)).isTrue();
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(broadcast.hasViewers(grace)).isFalse();
        broadcast.clearAndAwaitViewer(Duration.ofMillis(1));
        assertThat(takeAll(broadcast.subscribe()))
                .as("frames that a new page receives")
                .isEmpty();
    }
}
