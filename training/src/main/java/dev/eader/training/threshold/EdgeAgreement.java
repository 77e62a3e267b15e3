package dev.eader.training.threshold;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.attention.Refinement;
import dev.eader.training.data.Pixels;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Agreement of the foreground at a threshold with the same foreground refined along the picture's colour edges: the mean
 * of the IoU of foreground and the IoU of background, over all pictures. Both trivial thresholds rate low, because
 * refinement removes a very small foreground and a very small background.
 */
public final class EdgeAgreement implements BackgroundCriterion {
    private static final Refinement REFINEMENT = new Refinement(1, 4, List.of(24, 12, 8, 4, 2, 1));
    private static final int FOREGROUND = 1;

    private final NDManager manager;
    /** [candidate][foreground][refined foreground] pixels. */
    private final double[][][] pixels = new double[Candidates.COUNT][2][2];

    /** @param manager on any device, where the refinement runs */
    public EdgeAgreement(NDManager manager) {
        this.manager = manager;
    }

    @Override
    public String description() {
        return "agreement of foreground with its refinement along colour edges";
    }

    @Override
    public void add(KnownAttention picture) {
        Pixels image = picture.pixels();
        float[] highest = picture.highest();
        int area = highest.length;
        float[] planes = new float[Candidates.COUNT * area];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = highest[i % area] > Candidates.threshold(i / area) ? 1 : 0;
        }
        float[] refined;
        try (NDManager scope = manager.newSubManager()) {
            Shape shape = new Shape(1, image.height(), image.width(), 3);
            NDArray rgb = scope.create(ByteBuffer.wrap(image.rgb()), shape, DataType.UINT8)
                    .toType(DataType.FLOAT32, false)
                    .div(255)
                    .transpose(0, 3, 1, 2);
            NDArray maps = scope.create(planes, new Shape(1, Candidates.COUNT, image.height(), image.width()));
            refined = REFINEMENT.refine(rgb, maps).toFloatArray();
        }
        for (int i = 0; i < planes.length; i++) {
            // each picture has the same weight, whatever its size
            pixels[i / area][(int) planes[i]][refined[i] > .5 ? FOREGROUND : 0] += 1. / area;
        }
    }

    @Override
    public double[] values() {
        double[] values = new double[Candidates.COUNT];
        for (int t = 0; t < values.length; t++) {
            double changed = pixels[t][0][FOREGROUND] + pixels[t][FOREGROUND][0];
            for (int label = 0; label <= FOREGROUND; label++) {
                double same = pixels[t][label][label];
                values[t] += same == 0 ? 0 : same / (same + changed) / 2;
            }
        }
        return values;
    }
}
