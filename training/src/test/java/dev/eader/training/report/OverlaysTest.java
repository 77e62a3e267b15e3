package dev.eader.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverlaysTest {
    private static final AttentionSource HALVES = sample -> {
        boolean isEven = Integer.parseInt(sample.id()) % 2 == 0;
        return new AttentionMaps(
                2, 1, new float[] {isEven ? .9f : .2f, .1f}, new float[][] {{1, 0}, {0, .5f}}, new float[0]);
    };

    @Test
    void images_that_exceed_the_limit_become_smaller() throws IOException {
        Overlays overlays = draw(24, HALVES);

        assertThat(overlays.groups())
                .extracting(group -> group.pictures().size())
                .containsExactly(12, 12);
        assertThat(overlays.groups().stream()
                        .flatMap(group -> group.pictures().stream())
                        .mapToInt(Overlays.Picture::characters)
                        .sum())
                .isBetween(500_000, 2_000_000);
        assertThat(overlays.groups().get(0).pictures().get(0).width()).isLessThan(Drawing.MAX_SIDE);
    }

    @Test
    void caption_names_given_predicted_and_missed_classes() throws IOException {
        Overlays overlays = draw(2, HALVES);

        Overlays.Picture right = overlays.groups().get(0).pictures().get(0);
        assertThat(right.given()).extracting(Overlays.Label::name).containsExactly("cat");
        assertThat(right.predicted()).containsExactly(new Overlays.Label("cat", "0.90", "#e6194b", false));
        assertThat(right.missed()).isEmpty();
        Overlays.Picture wrong = overlays.groups().get(1).pictures().get(0);
        assertThat(wrong.predicted()).isEmpty();
        assertThat(wrong.missed()).containsExactly(new Overlays.Label("cat", "0.20", "#e6194b", true));
        assertThat(overlays.summary()).isEqualTo("All labels are right for 1 of 2 validation pictures.");
    }

    @Test
    void run_without_localizer_has_no_attention() throws IOException {
        Overlays overlays = draw(1, null);

        assertThat(overlays.hasAttention()).isFalse();
        assertThat(overlays.groups().get(0).pictures().get(0).attention()).isNull();
    }

    @Test
    void empty_masks_of_predicted_classes_are_counted() throws IOException {
        Overlays.Model model = new Overlays.Model(HALVES, .5, 1, "");
        Overlays overlays = Overlays.draw(new Noise(2), List.of(0, 1), model, null, 1, done -> {});

        assertThat(overlays.summary()).endsWith("The mask is empty for 1 of 1 picture with a predicted class.");
    }

    private static Overlays draw(int size, AttentionSource attention) throws IOException {
        Overlays.Model model = new Overlays.Model(HALVES, .5, .3, "");
        return Overlays.draw(
                new Noise(size), IntStream.range(0, size).boxed().toList(), model, attention, 12, done -> {});
    }

    /** Pictures of noise, which are large when encoded. All show the first class. */
    private record Noise(int size) implements Dataset {
        @Override
        public List<String> classes() {
            return List.of("cat", "dog");
        }

        @Override
        public Sample sample(int index) {
            byte[] rgb = new byte[400 * 300 * 3];
            new Random(index).nextBytes(rgb);
            return new Sample(String.valueOf(index), new Pixels(400, 300, rgb), new float[] {1, 0}, null);
        }

        @Override
        public String fingerprint() {
            return "noise";
        }
    }
}
