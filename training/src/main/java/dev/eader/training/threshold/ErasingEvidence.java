package dev.eader.training.threshold;

import dev.eader.training.attention.InputSize;
import dev.eader.training.data.Pixels;
import java.util.ArrayList;
import java.util.List;

/**
 * Evidence of the classifier in the foreground of a class: {@code (s(kept) + 1 - s(erased)) / 2 * (1 - area)}. {@code s}
 * is the score of the class, {@code kept} the picture with grey outside the foreground, {@code erased} with grey inside it
 * (insertion and deletion, Petsiuk et al. 2018), {@code area} the share of the foreground. The mean is over the known
 * classes of all pictures. Without the factor, the lowest threshold would always be the best.
 */
public final class ErasingEvidence implements BackgroundCriterion {
    private static final byte GREY = (byte) 128;
    private static final int LONG_SIDE = 224;

    private final ClassScorer scorer;
    private final double[] sums = new double[Candidates.COUNT];
    private int pairs;

    public ErasingEvidence(ClassScorer scorer) {
        this.scorer = scorer;
    }

    @Override
    public String description() {
        return "classifier's evidence in the foreground, times the share outside";
    }

    @Override
    public void add(KnownAttention picture) {
        Pixels whole = picture.pixels();
        InputSize size = InputSize.of(whole.width(), whole.height(), LONG_SIDE);
        Pixels small = whole.resize(size.width(), size.height());
        for (int k = 0; k < picture.classes().length; k++) {
            float[] attention = resampled(picture.attention()[k], whole, size);
            List<Pixels> variants = new ArrayList<>();
            double[] areas = new double[Candidates.COUNT];
            for (int t = 0; t < Candidates.COUNT; t++) {
                boolean[] inside = new boolean[attention.length];
                for (int i = 0; i < inside.length; i++) {
                    inside[i] = attention[i] > Candidates.threshold(t);
                    areas[t] += inside[i] ? 1. / inside.length : 0;
                }
                variants.add(grey(small, inside, false));
                variants.add(grey(small, inside, true));
            }
            float[][] scores = scorer.scores(variants);
            for (int t = 0; t < Candidates.COUNT; t++) {
                double kept = scores[2 * t][picture.classes()[k]];
                double erased = scores[2 * t + 1][picture.classes()[k]];
                sums[t] += (kept + 1 - erased) / 2 * (1 - areas[t]);
            }
            pairs++;
        }
    }

    /** The nearest values of a map at another size. */
    private static float[] resampled(float[] map, Pixels from, InputSize to) {
        float[] out = new float[to.width() * to.height()];
        for (int i = 0; i < out.length; i++) {
            int x = (int) ((i % to.width() + .5) * from.width() / to.width());
            int y = (int) ((i / to.width() + .5) * from.height() / to.height());
            out[i] = map[y * from.width() + x];
        }
        return out;
    }

    /** A copy with grey where {@code inside} has the value {@code erased}. */
    private static Pixels grey(Pixels pixels, boolean[] inside, boolean erased) {
        byte[] rgb = pixels.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = inside[i / 3] == erased ? GREY : rgb[i];
        }
        return new Pixels(pixels.width(), pixels.height(), rgb);
    }

    @Override
    public double[] values() {
        double[] values = new double[Candidates.COUNT];
        for (int t = 0; t < values.length; t++) {
            values[t] = pairs == 0 ? 0 : sums[t] / pairs;
        }
        return values;
    }
}
