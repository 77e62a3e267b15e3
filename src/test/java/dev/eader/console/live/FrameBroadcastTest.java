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

public class FrameBroadcastTest {
    private final AtomicLong clock = new AtomicLong(1);
    private final FrameBroadcast audience = new FrameBroadcast(clock::get);

    private void show(Segmentation segmentation) {
        audience.show(segmentation.getCameraId(), segmentation, Optional.of(picture(segmentation.getSequence())));
    }

    private static List<LiveFrame> takeAll(PageCursor browser) {
        return browser.cameras(Integer.MAX_VALUE).stream()
                .map(browser::take)
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void a_slow_browser_gets_only_the_latest_frame_of_each_camera() {
        PageCursor slow = audience.enter();
        for (long number = 0; number < 100; number++) {
            show(result("front", number));
            show(result("back", 1000 + number));
        }
        assertThat(takeAll(slow))
                .extracting(LiveFrame::camera, frame -> frame.segmentation().getSequence(), LiveFrame::picture)
                .containsExactlyInAnyOrder(
                        tuple("front", 99L, Optional.of(picture(99))),
                        tuple("back", 1099L, Optional.of(picture(1099))));
        assertThat(takeAll(slow)).isEmpty();
    }

    @Test
    void a_slow_browser_holds_up_no_other() {
        PageCursor slow = audience.enter();
        PageCursor quick = audience.enter();
        for (long number = 0; number < 3; number++) {
            show(result("front", number));
            assertThat(takeAll(quick)).singleElement().satisfies(frame -> assertThat(
                            frame.segmentation().getSequence())
                    .isEqualTo(frame.tally().results() - 1));
        }
        assertThat(takeAll(slow)).hasSize(1);
    }

    @Test
    void a_frame_is_taken_when_it_is_asked_for_not_when_the_round_begins() {
        PageCursor browser = audience.enter();
        show(result("front", 1));
        List<String> round = browser.cameras(Integer.MAX_VALUE);
        show(result("front", 2));
        assertThat(browser.take(round.get(0)))
                .hasValueSatisfying(
                        frame -> assertThat(frame.segmentation().getSequence()).isEqualTo(2));
    }

    @Test
    void where_not_all_cameras_can_be_shown_each_has_its_turn() {
        PageCursor browser = audience.enter();
        List<String> shown = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (String camera : List.of("front", "back", "side")) {
                show(result(camera, round));
            }
            browser.cameras(1).forEach(camera -> {
                browser.take(camera);
                shown.add(camera);
            });
        }
        assertThat(shown).containsExactlyInAnyOrder("front", "back", "side");
    }

    @Test
    void a_skipped_frame_does_not_drive_out_a_result_that_was_not_shown_yet() {
        PageCursor browser = audience.enter();
        show(result("front", 1));
        show(skipped("front", 2));
        assertThat(takeAll(browser)).singleElement().satisfies(frame -> {
            assertThat(frame.segmentation().getSequence()).isEqualTo(1);
            assertThat(frame.picture()).contains(picture(1));
            assertThat(frame.tally().skipped()).isEqualTo(1);
        });
        show(failed("front", 3));
        assertThat(takeAll(browser)).singleElement().matches(frame -> frame.segmentation()
                .hasFailed());
    }

    @Test
    void one_that_has_just_come_sees_every_camera_at_once() {
        PageCursor first = audience.enter();
        show(result("front", 1));
        show(result("back", 2));
        takeAll(first);
        assertThat(takeAll(audience.enter())).extracting(LiveFrame::camera).containsExactly("front", "back");
    }

    @Test
    void outcomes_are_counted_by_kind_and_camera() {
        PageCursor browser = audience.enter();
        show(result("front", 1));
        show(skipped("front", 2));
        show(failed("front", 3));
        show(failed("front", 4));
        show(result("back", 5));
        assertThat(browser.take("front").orElseThrow().tally())
                .extracting(OutcomeCounts::results, OutcomeCounts::skipped, OutcomeCounts::failed)
                .containsExactly(1L, 1L, 2L);
    }

    @Test
    void the_frame_rate_is_that_of_the_last_seconds() {
        PageCursor browser = audience.enter();
        for (long number = 0; number < 20; number++) {
            clock.addAndGet(Duration.ofMillis(500).toNanos());
            show(result("front", number));
        }
        assertThat(browser.take("front").orElseThrow().tally().fps()).isEqualTo(2, within(1e-9));
        for (long number = 20; number < 120; number++) {
            clock.addAndGet(Duration.ofMillis(40).toNanos());
            show(result("front", number));
        }
        assertThat(browser.take("front").orElseThrow().tally().fps()).isEqualTo(25, within(1e-9));
    }

    @Test
    void the_audience_is_gone_some_time_after_its_last_browser() throws InterruptedException {
        Duration grace = Duration.ofSeconds(30);
        assertThat(audience.present(grace)).isFalse();
        PageCursor browser = audience.enter();
        show(result("front", 1));
        assertThat(audience.present(grace)).isTrue();
        audience.leave(browser);
        clock.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(audience.present(grace)).isTrue();
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(audience.present(grace)).isFalse();
        audience.await(Duration.ofMillis(1));
        assertThat(takeAll(audience.enter()))
                .as("an old frame is not shown again")
                .isEmpty();
    }
}
