package dev.eader.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneVideoTest {

    @Property(tries = 30)
    void same_seed_and_time_give_the_same_scene(
            @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1e6) double seconds) {
        Scene scene = new SceneVideo(seed, 128, 72).at(seconds);
        Scene again = new SceneVideo(seed, 128, 72).at(seconds);

        assertThat(SceneGeneratorTest.pixels(again.image())).isEqualTo(SceneGeneratorTest.pixels(scene.image()));
        assertThat(again.labels()).isEqualTo(scene.labels());
    }

    @Property(tries = 40)
    void consecutive_frames_differ_in_few_labels(
            @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1000) double seconds) {
        SceneVideo video = new SceneVideo(seed, 160, 90);

        // A toy moves by less than 2 of 160 pixels in 1/30 second.
        assertThat(relabelled(video.at(seconds), video.at(seconds + 1 / 30.0))).isLessThan(0.02);
    }

    @Test
    void every_class_appears_and_one_is_always_present() {
        SceneVideo video = new SceneVideo(4, 160, 90);
        boolean[] seen = new boolean[SceneGenerator.CLASSES.size()];
        for (int second = 0; second < 300; second++) {
            Scene scene = video.at(second);
            assertThat(relabelled(scene, video.at(second + 1)))
                    .as("second %d", second)
                    .isPositive();
            assertThat(scene.present()).as("second %d", second).contains(true);
            for (int c = 0; c < seen.length; c++) {
                seen[c] |= scene.present()[c];
            }
        }
        assertThat(seen).containsOnly(true);
    }

    @Property(tries = 20)
    void simultaneous_toys_are_of_different_kinds(@ForAll long seed) {
        SceneVideo video = new SceneVideo(seed, 160, 90);

        for (int second = 0; second < 60; second += 3) {
            assertThat(video.toys(second).stream().map(toy -> toy.kind().orElseThrow()))
                    .hasSize(3)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void different_seeds_give_different_videos() {
        assertThat(new SceneVideo(1, 96, 64).at(2).labels())
                .isNotEqualTo(new SceneVideo(2, 96, 64).at(2).labels());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void time_out_of_range_is_refused(double seconds) {
        assertThatThrownBy(() -> new SceneVideo(1, 96, 64).at(seconds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(seconds))
                .hasMessageContaining("0 to 1e9 seconds");
    }

    private static double relabelled(Scene before, Scene after) {
        int changed = 0;
        for (int i = 0; i < before.labels().length; i++) {
            changed += before.labels()[i] != after.labels()[i] ? 1 : 0;
        }
        return changed / (double) before.labels().length;
    }
}
