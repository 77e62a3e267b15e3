package dev.eader.training.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkMapsTest {
    private final NDManager manager = NDManager.newBaseManager();
    private final Network network =
            new Network(manager, Architecture.of("resnet18x0.125:16"), 3, false, DataType.FLOAT32, 5);
    private final Pixels picture = picture(90, 70);

    @AfterEach
    void close() {
        network.close();
        manager.close();
    }

    @Test
    void single_view_equals_a_single_pass() {
        AttentionMaps expected = AttentionMaps.of(network, manager, picture.resize(96, 64));
        AttentionMaps maps = maps(picture, Views.single(96));

        assertThat(maps.width()).isEqualTo(96);
        assertThat(maps.height()).isEqualTo(64);
        assertThat(maps.scores()).isEqualTo(expected.scores());
        assertThat(maps.attention()).isDeepEqualTo(expected.attention());
    }

    @Test
    void mirrored_image_has_mirrored_maps() {
        Views views = new Views(96, List.of(1., .5), true);
        AttentionMaps maps = maps(picture, views);
        AttentionMaps mirrored = maps(mirror(picture), views);

        assertThat(difference(mirrored.scores(), maps.scores())).isLessThan(1e-6f);
        for (int c = 0; c < 3; c++) {
            float[] back = new float[96 * 64];
            for (int i = 0; i < back.length; i++) {
                back[i] = mirrored.attention()[c][i / 96 * 96 + 95 - i % 96];
            }
            assertThat(difference(back, maps.attention()[c])).isLessThan(2e-5f);
        }
    }

    @Test
    void scores_are_the_mean_over_scales() {
        float[] large = maps(picture, Views.single(128)).scores();
        float[] small = maps(picture, Views.single(64)).scores();
        float[] both = maps(picture, new Views(64, List.of(1., 2.), false)).scores();
        for (int c = 0; c < 3; c++) {
            assertThat(both[c]).isCloseTo((large[c] + small[c]) / 2, Offset.offset(1e-6f));
        }
    }

    @Test
    void sum_over_scales_is_normalised_once() {
        AttentionMaps sum = maps(picture, new Views(64, List.of(1., 2.), true));
        for (float[] map : sum.attention()) {
            float least = 1;
            float most = 0;
            for (float value : map) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            assertThat(least).isZero();
            assertThat(most).isEqualTo(1);
        }
        // using a scale twice does not change the result
        AttentionMaps one = maps(picture, Views.single(64));
        AttentionMaps twice = maps(picture, new Views(64, List.of(1., 1.), false));
        for (int c = 0; c < 3; c++) {
            assertThat(difference(twice.attention()[c], one.attention()[c])).isLessThan(2e-5f);
        }
    }

    @Test
    void maps_at_another_size_have_the_same_content() {
        NetworkMaps source = new NetworkMaps(network, manager, Views.single(96));
        AttentionMaps full = source.maps(picture, 96, 64);
        AttentionMaps half = source.maps(picture, 48, 32);

        assertThat(half.attention()[0]).hasSize(48 * 32);
        for (int c = 0; c < 3; c++) {
            double differs = 0;
            for (int i = 0; i < 48 * 32; i++) {
                int from = i / 48 * 2 * 96 + i % 48 * 2;
                float[] map = full.attention()[c];
                double mean = (map[from] + map[from + 1] + map[from + 96] + map[from + 97]) / 4.;
                differs = Math.max(differs, Math.abs(mean - half.attention()[c][i]));
            }
            assertThat(differs).isLessThan(.05);
        }
    }

    @Test
    void image_leaves_no_arrays_in_memory() {
        Views views = new Views(64, List.of(.5, 1.), true);
        maps(picture, views);
        long before = manager.getManagedArrays().size();
        maps(picture, views);
        assertThat(manager.getManagedArrays()).hasSize((int) before);
    }

    @Test
    void invalid_scales_are_refused() {
        for (List<Double> scales :
                List.of(List.<Double>of(), List.of(0.), List.of(1., -1.), List.of(Double.NaN), List.of(9.))) {
            assertThatThrownBy(() -> new Views(320, scales, false))
                    .hasMessageContaining("each must be above 0 and at most 4");
        }
    }

    private AttentionMaps maps(Pixels pixels, Views views) {
        Dataset.Sample sample = new Dataset.Sample("x", pixels, new float[3], null);
        return new NetworkMaps(network, manager, views).maps(sample);
    }

    private static float difference(float[] a, float[] b) {
        float most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    /** Large blotches of colour, which look similar at all scales. */
    private static Pixels picture(int width, int height) {
        byte[] few = new byte[3 * 6 * 5];
        new Random(1).nextBytes(few);
        return new Pixels(6, 5, few).resize(width, height);
    }

    private static Pixels mirror(Pixels pixels) {
        byte[] out = new byte[pixels.rgb().length];
        int width = pixels.width();
        for (int i = 0; i < width * pixels.height(); i++) {
            System.arraycopy(pixels.rgb(), 3 * i, out, 3 * (i / width * width + width - 1 - i % width), 3);
        }
        return new Pixels(width, pixels.height(), out);
    }
}
