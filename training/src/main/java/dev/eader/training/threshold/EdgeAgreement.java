package dev.eader.training.threshold;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.Refinement;
import java.util.List;

/**
 * Agreement of the foreground at a threshold with the foreground of the attention after refinement along the picture's
 * colour edges: {@code IoU(foreground) * IoU(background) * (1 - area)}, mean over all pictures. {@code area} is the share
 * of the foreground. Without this factor, a foreground of almost the whole picture would agree best.
 */
public final class EdgeAgreement implements BackgroundCriterion {
    private static final Refinement REFINEMENT = new Refinement(1, 4, List.of(24, 12, 8, 4, 2, 1));

    private final NDManager manager;
    private final double[] sums = new double[Candidates.COUNT];
    private int pictures;

    /** @param manager on any device, where the refinement runs */
    public EdgeAgreement(NDManager manager) {
        this.manager = manager;
    }

    @Override
    public String description() {
        return "agreement of foreground and edge-refined foreground, times the share outside";
    }

    @Override
    public void add(KnownAttention picture) {
        float[] highest = picture.highest();
        AttentionMaps plain = new AttentionMaps(
                picture.pixels().width(),
                picture.pixels().height(),
                new float[1],
                new float[][] {highest},
                new float[0]);
        float[] refined = REFINEMENT.refine(manager, picture.pixels(), plain).attention()[0];
        for (int t = 0; t < Candidates.COUNT; t++) {
            double threshold = Candidates.threshold(t);
            double[] same = new double[2];
            double area = 0;
            for (int i = 0; i < highest.length; i++) {
                boolean isForeground = highest[i] > threshold;
                same[isForeground ? 1 : 0] += isForeground == refined[i] > threshold ? 1 : 0;
                area += isForeground ? 1. / highest.length : 0;
            }
            double changed = highest.length - same[0] - same[1];
            sums[t] += iou(same[0], changed) * iou(same[1], changed) * (1 - area);
        }
        pictures++;
    }

    private static double iou(double same, double changed) {
        return same == 0 ? 0 : same / (same + changed);
    }

    @Override
    public double[] values() {
        double[] values = sums.clone();
        for (int t = 0; t < values.length && pictures > 0; t++) {
            values[t] /= pictures;
        }
        return values;
    }
}
