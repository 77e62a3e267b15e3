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

class PictureJoinerTest {
    private final Map<Long, Optional<ByteString>> joined = new HashMap<>();
    private final List<Long> order = new ArrayList<>();

    private PictureJoiner joiner(long maxPictureBytes) {
        return new PictureJoiner(maxPictureBytes, 1 << 20, this::accept);
    }

    private void accept(Segmentation segmentation, Optional<ByteString> picture) {
        joined.put(segmentation.getOrigin().getOffset(), picture);
        order.add(segmentation.getOrigin().getOffset());
    }

    @Test
    void segmentation_is_joined_with_picture_of_its_record() {
        PictureJoiner joiner = joiner(1 << 20);
        joiner.addFrame(FRAMES, 0, 7, Optional.of(picture(7)));
        joiner.addFrame(FRAMES, 0, 8, Optional.of(picture(8)));
        joiner.addSegmentation(result("front", 7));
        assertThat(joined).containsOnly(Map.entry(7L, Optional.of(picture(7))));
    }

    @Test
    void segmentation_read_first_waits_for_its_picture() {
        PictureJoiner joiner = joiner(1 << 20);
        joiner.startAt(FRAMES, 0, 5);
        joiner.addSegmentation(result("front", 6));
        joiner.addFrame(FRAMES, 0, 5, Optional.of(picture(5)));
        assertThat(joined).isEmpty();
        joiner.addFrame(FRAMES, 0, 6, Optional.of(picture(6)));
        assertThat(joined).containsOnly(Map.entry(6L, Optional.of(picture(6))));
    }

    @Test
    void segmentation_of_earlier_frame_has_no_picture() {
        PictureJoiner joiner = joiner(1 << 20);
        joiner.startAt(FRAMES, 0, 5);
        joiner.addSegmentation(result("front", 4));
        assertThat(joined).containsOnly(Map.entry(4L, Optional.empty()));
    }

    @Test
    void evicted_picture_is_not_replaced_by_another() {
        PictureJoiner joiner = joiner(300);
        for (long offset = 0; offset < 4; offset++) {
            joiner.addFrame(FRAMES, 0, offset, Optional.of(picture(offset)));
        }
        joiner.addSegmentation(result("front", 0));
        joiner.addSegmentation(result("front", 3));
        assertThat(joined).containsOnly(Map.entry(0L, Optional.empty()), Map.entry(3L, Optional.of(picture(3))));
    }

    @Test
    void raw_frame_has_no_picture() {
        PictureJoiner joiner = joiner(1 << 20);
        joiner.startAt(FRAMES, 0, 0);
        joiner.addSegmentation(result("front", 0));
        joiner.addFrame(FRAMES, 0, 0, Optional.empty());
        assertThat(joined).containsOnly(Map.entry(0L, Optional.empty()));
    }

    @Property(tries = 300)
    void no_read_order_joins_picture_of_another_frame(
            @ForAll @Size(min = 1, max = 60) List<Boolean> framesNext, @ForAll boolean largeCache) {
        joined.clear();
        order.clear();
        PictureJoiner joiner = joiner(largeCache ? 1 << 20 : 400);
        joiner.startAt(FRAMES, 0, 0);
        long frames = 0;
        long outcomes = 0;
        for (boolean frameNext : framesNext) {
            if (frameNext) {
                joiner.addFrame(FRAMES, 0, frames, Optional.of(picture(frames++)));
            } else {
                joiner.addSegmentation(result("front", outcomes++));
            }
        }
        while (frames < outcomes) {
            joiner.addFrame(FRAMES, 0, frames, Optional.of(picture(frames++)));
        }
        assertThat(order).hasSize((int) outcomes).isSorted();
        joined.forEach((offset, picture) ->
                picture.ifPresent(bytes -> assertThat(bytes).isEqualTo(picture(offset))));
        if (largeCache) {
            assertThat(joined.values()).allMatch(Optional::isPresent);
        }
    }
}
