package dev.eader.training.affinity;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import dev.eader.training.network.Resampling;
import dev.eader.training.network.SampleGrid;
import java.util.Arrays;

/**
 * An image's attention after the random walk, and the pseudo-labels made of it.
 *
 * @param attention with a constant background, the propagated maps, scaled to a maximum of 1; with {@link Background.Power}, the
 *     share {@code m / (m + background)} of each class, which exceeds 0.5 where the class exceeds the background
 * @param labels at the size of the image
 */
public record PropagatedAttention(AttentionFile attention, LabelFile labels) {

    /**
     * @param steps of the random walk, at least 0
     * @param unsure difference of the two highest values below which a pixel becomes {@link Dataset#IGNORE}
     */
    public record Settings(int steps, Background background, double unsure) {}

    /**
     * Propagates an image's attention.
     *
     * @param grid of the walk
     * @param width of the network's input to which the grid refers, in pixels
     * @param height of that input, in pixels
     */
    public static PropagatedAttention of(
            AttentionFile attention, RandomWalk walk, SampleGrid grid, int width, int height, Settings settings) {
        SampleGrid stored = SampleGrid.covering(attention.columns(), attention.rows(), width, height);
        Resampling down = Resampling.of(stored, grid);
        float[][] maps = Arrays.stream(attention.attention()).map(down::apply).toArray(float[][]::new);
        float[] background = new float[grid.size()];
        float[][] propagated =
                Arrays.stream(maps).map(map -> walk.walk(map, settings.steps())).toArray(float[][]::new);
        float[][] shares = propagated;
        if (settings.background() instanceof Background.Power power) {
            background = walk.walk(background(maps, grid.size(), power.alpha()), settings.steps());
            shares = shares(propagated, background);
        } else if (settings.background() instanceof Background.Constant constant) {
            Arrays.fill(background, (float) constant.threshold());
            Arrays.stream(propagated).forEach(PropagatedAttention::scaleToMaximumOf1);
        }
        Resampling up = Resampling.of(grid, stored);
        float[][] refined = Arrays.stream(shares).map(up::apply).toArray(float[][]::new);
        AttentionFile file = new AttentionFile(attention.width(), attention.height(), attention.classes(), refined);
        SampleGrid pixels = SampleGrid.covering(attention.width(), attention.height(), width, height);
        Resampling enlarge = Resampling.of(grid, pixels);
        float[][] enlarged = Arrays.stream(propagated).map(enlarge::apply).toArray(float[][]::new);
        byte[] labels = labels(enlarged, enlarge.apply(background), attention.classes(), settings.unsure());
        return new PropagatedAttention(file, new LabelFile(attention.width(), attention.height(), labels));
    }

    /** Computes {@code (1 - max_c A_c)^alpha} of each cell. */
    private static float[] background(float[][] maps, int cells, double alpha) {
        float[] background = new float[cells];
        for (int i = 0; i < cells; i++) {
            float max = 0;
            for (float[] map : maps) {
                max = Math.max(max, map[i]);
            }
            background[i] = (float) Math.pow(1 - max, alpha);
        }
        return background;
    }

    private static float[][] shares(float[][] maps, float[] background) {
        float[][] shares = new float[maps.length][background.length];
        for (int k = 0; k < maps.length; k++) {
            for (int i = 0; i < background.length; i++) {
                float sum = maps[k][i] + background[i];
                shares[k][i] = sum > 0 ? maps[k][i] / sum : 0;
            }
        }
        return shares;
    }

    private static void scaleToMaximumOf1(float[] map) {
        float max = 0;
        for (float value : map) {
            max = Math.max(max, value);
        }
        for (int i = 0; max > 0 && i < map.length; i++) {
            map[i] /= max;
        }
    }

    private static byte[] labels(float[][] maps, float[] background, int[] classes, double unsure) {
        byte[] labels = new byte[background.length];
        for (int i = 0; i < labels.length; i++) {
            float best = background[i];
            float second = Float.NEGATIVE_INFINITY;
            for (int k = 0; k < maps.length; k++) {
                float value = maps[k][i];
                if (value > best) {
                    labels[i] = (byte) (classes[k] + 1);
                }
                second = Math.max(second, Math.min(value, best));
                best = Math.max(best, value);
            }
            labels[i] = best - second < unsure ? Dataset.IGNORE : labels[i];
        }
        return labels;
    }
}
