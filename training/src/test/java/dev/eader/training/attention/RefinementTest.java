package dev.eader.training.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RefinementTest {
    private static final int SIDE = 64;

    /** A red square on green; the attention is a blob at the square's corner that extends over its edge. */
    @Test
    void refined_attention_follows_the_edge() {
        Pixels pixels = square();
        float[] blob = new float[SIDE * SIDE];
        for (int i = 0; i < blob.length; i++) {
            blob[i] = (float) Math.exp(-Math.hypot(i % SIDE - 20., (double) i / SIDE - 20) / 25);
        }
        AttentionMaps before = maps(blob);

        AttentionMaps after = refined(new Refinement(3, 2, List.of(8, 4, 2, 1)), pixels, before);

        assertThat(iou(before)).isLessThan(.75);
        assertThat(iou(after)).isGreaterThan(.95);
    }

    @Test
    void constant_map_does_not_change() {
        float[] same = new float[SIDE * SIDE];
        Arrays.fill(same, .37f);

        AttentionMaps after = refined(new Refinement(5, 4, List.of(16, 3, 1)), noise(1), maps(same));

        for (float value : after.attention()[0]) {
            assertThat(value).isCloseTo(.37f, within(1e-5f));
        }
    }

    @Test
    void refined_values_stay_within_the_range_of_the_input() {
        Random random = new Random(2);
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = .2f + .5f * random.nextFloat();
        }

        AttentionMaps after = refined(new Refinement(2, 1, List.of(5, 1)), noise(2), maps(values));

        for (float value : after.attention()[0]) {
            assertThat(value).isBetween(.2f - 1e-5f, .7f + 1e-5f);
        }
    }

    @Test
    void classes_are_refined_independently() {
        float[] one = new float[SIDE * SIDE];
        one[SIDE * 20 + 20] = 1;
        AttentionMaps alone = refined(new Refinement(2, 4, List.of(4, 1)), noise(3), maps(one));

        AttentionMaps beside =
                refined(new Refinement(2, 4, List.of(4, 1)), noise(3), maps(new float[SIDE * SIDE], one));

        assertThat(beside.attention()[0]).containsOnly(0);
        assertThat(beside.attention()[1]).isEqualTo(alone.attention()[0]);
    }

    @Test
    void refinement_uses_the_image_at_the_size_of_the_maps() {
        Pixels large = square().resize(2 * SIDE, 2 * SIDE);
        Refinement refinement = new Refinement(1, 4, List.of(2));
        AttentionMaps maps = maps(noise(4).crop(0, 0, SIDE, SIDE, SIDE, SIDE, false));
        Dataset.Sample sample = new Dataset.Sample("x", large, new float[1], new byte[0]);

        try (NDManager manager = NDManager.newBaseManager()) {
            AttentionMaps refined = new RefinedMaps(any -> maps, refinement, manager).maps(sample);

            AttentionMaps expected = refinement.refine(manager, large.resize(SIDE, SIDE), maps);
            assertThat(refined.attention()[0]).isEqualTo(expected.attention()[0]);
        }
    }

    @Test
    void invalid_settings_are_refused_by_name() {
        assertThatThrownBy(() -> new Refinement(0, 4, List.of(1))).hasMessageContaining("must be 1 to 50, but are 0");
        assertThatThrownBy(() -> new Refinement(1, 3, List.of(1)))
                .hasMessageContaining("must be 1, 2, 4 or 8, but is 3");
        assertThatThrownBy(() -> new Refinement(1, 4, List.of())).hasMessageContaining("dilations");
        assertThatThrownBy(() -> new Refinement(1, 4, List.of(2, 0))).hasMessageContaining("[2, 0]");
        assertThatThrownBy(() -> refined(
                        new Refinement(1, 4, List.of(1)), square().resize(32, 32), maps(new float[SIDE * SIDE])))
                .hasMessageContaining("64x64 and 32x32");
    }

    private static AttentionMaps refined(Refinement refinement, Pixels pixels, AttentionMaps maps) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return refinement.refine(manager, pixels, maps);
        }
    }

    private static AttentionMaps maps(float[]... attention) {
        float[][] whole = Arrays.stream(attention)
                .map(map -> Arrays.copyOf(map, SIDE * SIDE))
                .toArray(float[][]::new);
        return new AttentionMaps(SIDE, SIDE, new float[whole.length], whole, new float[0]);
    }

    private static boolean inside(int i) {
        return i % SIDE >= 16 && i % SIDE < 48 && i / SIDE >= 16 && i / SIDE < 48;
    }

    private static Pixels square() {
        Random random = new Random(5);
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int noise = random.nextInt(20);
            rgb[3 * i] = (byte) (inside(i) ? 180 + noise : 60 + noise);
            rgb[3 * i + 1] = (byte) (inside(i) ? 60 + noise : 150 + noise);
            rgb[3 * i + 2] = (byte) (60 + noise);
        }
        return new Pixels(SIDE, SIDE, rgb);
    }

    private static Pixels noise(long seed) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        new Random(seed).nextBytes(rgb);
        return new Pixels(SIDE, SIDE, rgb);
    }

    /** IoU of the square at the best threshold. */
    private static double iou(AttentionMaps maps) {
        double best = 0;
        for (int t = 1; t < 100; t++) {
            byte[] labels = maps.labelMap(new boolean[] {true}, t / 100.);
            int both = 0;
            int either = 0;
            for (int i = 0; i < labels.length; i++) {
                both += inside(i) && labels[i] == 1 ? 1 : 0;
                either += inside(i) || labels[i] == 1 ? 1 : 0;
            }
            best = Math.max(best, (double) both / either);
        }
        return best;
    }
}
