package dev.eader.training.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.eader.training.data.Pixels;
import org.junit.jupiter.api.Test;

/**
 * A red square of 96 pixels in the middle of a blue picture of 160 pixels. Its attention falls linearly from 1 at the
 * centre and is 0.35 at the edge of the square.
 */
class BackgroundCriterionTest {
    private static final int SIDE = 160;
    private static final int HALF = 48;
    private static final double EDGE = .35;

    @Test
    void edge_agreement_finds_the_attention_at_the_edge() {
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(threshold(new EdgeAgreement(manager))).isBetween(EDGE - .08, EDGE + .08);
        }
    }

    @Test
    void edge_contrast_finds_the_attention_at_the_edge() {
        assertThat(threshold(new EdgeContrast())).isBetween(EDGE - .05, EDGE + .05);
    }

    @Test
    void erasing_evidence_finds_the_region_that_the_classifier_uses() {
        // the score is the share of the square's pixels that are red
        ClassScorer scorer = pictures -> pictures.stream()
                .map(BackgroundCriterionTest::redShare)
                .map(share -> new float[] {0, share})
                .toArray(float[][]::new);

        assertThat(threshold(new ErasingEvidence(scorer))).isBetween(EDGE - .05, EDGE + .05);
    }

    @Test
    void otsu_separates_two_levels_of_attention() {
        float[] levels = new float[SIDE * SIDE];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = isSquare(i) ? .55f : .42f;
        }
        OtsuThreshold otsu = new OtsuThreshold();
        otsu.add(new KnownAttention(picture(), new int[] {1}, new float[][] {levels}));

        assertThat(otsu.threshold()).isBetween(.42, .55);
    }

    @Test
    void best_candidate_is_interpolated() {
        double[] values = new double[Candidates.COUNT];
        for (int t = 0; t < values.length; t++) {
            values[t] = -Math.pow(Candidates.threshold(t) - .32, 2);
        }
        assertThat(Candidates.best(values)).isEqualTo(.32);
        assertThat(Candidates.threshold(Candidates.COUNT - 1)).isEqualTo(Candidates.MAX);
        assertThat(ConstantThreshold.CAM.threshold()).isEqualTo(.2);
    }

    private static double threshold(BackgroundCriterion criterion) {
        float[] attention = new float[SIDE * SIDE];
        for (int i = 0; i < attention.length; i++) {
            attention[i] = (float) Math.max(0, 1 - (1 - EDGE) * distance(i) / HALF);
        }
        criterion.add(new KnownAttention(picture(), new int[] {1}, new float[][] {attention}));
        return criterion.threshold();
    }

    private static Pixels picture() {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            rgb[3 * i + (isSquare(i) ? 0 : 2)] = (byte) 220;
        }
        return new Pixels(SIDE, SIDE, rgb);
    }

    private static boolean isSquare(int pixel) {
        return distance(pixel) < HALF;
    }

    private static double distance(int pixel) {
        return Math.max(Math.abs(pixel % SIDE + .5 - SIDE / 2.), Math.abs(pixel / SIDE + .5 - SIDE / 2.));
    }

    private static float redShare(Pixels picture) {
        float red = 0;
        for (int i = 0; i < picture.rgb().length; i += 3) {
            red += (picture.rgb()[i] & 255) == 220 && picture.rgb()[i + 2] == 0 ? 1 : 0;
        }
        double square = Math.pow(2. * HALF * picture.width() / SIDE, 2);
        return (float) Math.min(1, red / square);
    }
}
