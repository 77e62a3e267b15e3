package dev.eader.console.live;

import static dev.eader.console.live.TestSegmentations.FRAMES;
import static dev.eader.console.live.TestSegmentations.picture;
import static dev.eader.console.live.TestSegmentations.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.eader.v1.Segmentation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

public class PictureJoinerTest {
    private final Map<Long, Optional<ByteString>> joined = new HashMap<>();
    private final List<Long> order = new ArrayList<>();

    private PictureJoiner join(long pictureBytes) {
        return new PictureJoiner(pictureBytes, 1 << 20, this::take);
    }

    private void take(Segmentation segmentation, Optional<ByteString> picture) {
        joined.put(segmentation.getOrigin().getOffset(), picture);
        order.add(segmentation.getOrigin().getOffset());
    }

    @Test
    void a_segmentation_finds_the_picture_of_its_own_record() {
        PictureJoiner join = join(1 << 20);
        join.frame(FRAMES, 0, 7, Optional.of(picture(7)));
        join.frame(FRAMES, 0, 8, Optional.of(picture(8)));
        join.segmentation(result("front", 7));
        assertThat(joined).containsOnly(Map.entry(7L, Optional.of(picture(7))));
    }

    @Test
    void a_segmentation_that_is_read_first_waits_for_its_picture() {
        PictureJoiner join = join(1 << 20);
        join.startAt(FRAMES, 0, 5);
        join.segmentation(result("front", 6));
        join.frame(FRAMES, 0, 5, Optional.of(picture(5)));
        assertThat(joined).isEmpty();
        join.frame(FRAMES, 0, 6, Optional.of(picture(6)));
        assertThat(joined).containsOnly(Map.entry(6L, Optional.of(picture(6))));
    }

    @Test
    void a_frame_from_before_the_beginning_is_shown_by_its_mask_alone() {
        PictureJoiner join = join(1 << 20);
        join.startAt(FRAMES, 0, 5);
        join.segmentation(result("front", 4));
        assertThat(joined).containsOnly(Map.entry(4L, Optional.empty()));
    }

    @Test
    void a_picture_given_up_for_newer_ones_is_not_replaced_by_another() {
        PictureJoiner join = join(300);
        for (long offset = 0; offset < 4; offset++) {
            join.frame(FRAMES, 0, offset, Optional.of(picture(offset)));
        }
        join.segmentation(result("front", 0));
        join.segmentation(result("front", 3));
        assertThat(joined).containsOnly(Map.entry(0L, Optional.empty()), Map.entry(3L, Optional.of(picture(3))));
    }

    @Test
    void a_frame_without_an_encoded_picture_is_shown_by_its_mask_alone() {
        PictureJoiner join = join(1 << 20);
        join.startAt(FRAMES, 0, 0);
        join.segmentation(result("front", 0));
        join.frame(FRAMES, 0, 0, Optional.empty());
        assertThat(joined).containsOnly(Map.entry(0L, Optional.empty()));
    }

    @Property(tries = 300)
    void whatever_is_read_first_no_mask_meets_another_frames_picture(
            @ForAll @Size(min = 1, max = 60) List<Boolean> framesNext, @ForAll boolean roomy) {
        joined.clear();
        order.clear();
        PictureJoiner join = join(roomy ? 1 << 20 : 400);
        join.startAt(FRAMES, 0, 0);
        long frames = 0;
        long outcomes = 0;
        for (boolean frameNext : framesNext) {
            if (frameNext) {
                join.frame(FRAMES, 0, frames, Optional.of(picture(frames++)));
            } else {
                join.segmentation(result("front", outcomes++));
            }
        }
        while (frames < outcomes) {
            join.frame(FRAMES, 0, frames, Optional.of(picture(frames++)));
        }
        assertThat(order).hasSize((int) outcomes).isSorted();
        joined.forEach((offset, picture) ->
                picture.ifPresent(bytes -> assertThat(bytes).isEqualTo(picture(offset))));
        if (roomy) {
            assertThat(joined.values()).allMatch(Optional::isPresent);
        }
    }
}
