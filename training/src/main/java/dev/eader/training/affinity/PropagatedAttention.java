package dev.eader.training.affinity;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import dev.eader.training.network.Resampling;
import dev.eader.training.network.SampleGrid;
import java.util.Arrays;

/**
 * What a walk makes of a picture's attention.
 *
 * @param attention refined: against a constant background the walked maps, their maxima 1; against PSA's background each
 *     class's share {@code m / (m + background)}, above 0.5 where the class beats the background
 * @param labels at the picture's size
 */
public record PropagatedAttention(AttentionFile attention, LabelFile labels) {

    /**
     * @param steps of the walk
     * @param unsure pixels are {@link Dataset#IGNORE} where the best two are nearer than this
     */
    public record Settings(int steps, Background background, double unsure) {}

    /**
     * @param cells where the walk's cells lie
     * @param width of the input that the cells belong to, in pixels
     * @param height of that input
     */
    public static PropagatedAttention of(
            AttentionFile attention, RandomWalk walk, SampleGrid cells, int width, int height, Settings settings) {
        SampleGrid quarter = SampleGrid.covering(attention.columns(), attention.rows(), width, height);
        Resampling down = Resampling.of(quarter, cells);
        float[][] maps = Arrays.stream(attention.attention()).map(down::apply).toArray(float[][]::new);
        float[] background = new float[cells.size()];
        float[][] walked =
                Arrays.stream(maps).map(map -> walk.walk(map, settings.steps())).toArray(float[][]::new);
        float[][] shares = walked;
        if (settings.background() instanceof Background.Power power) {
            background = walk.walk(background(maps, cells.size(), power.alpha()), settings.steps());
            shares = shares(walked, background);
        } else if (settings.background() instanceof Background.Constant constant) {
            Arrays.fill(background, (float) constant.threshold());
            Arrays.stream(walked).forEach(PropagatedAttention::stretch);
        }
        Resampling up = Resampling.of(cells, quarter);
        float[][] refined = Arrays.stream(shares).map(up::apply).toArray(float[][]::new);
        AttentionFile file = new AttentionFile(attention.width(), attention.height(), attention.classes(), refined);
        SampleGrid pixels = SampleGrid.covering(attention.width(), attention.height(), width, height);
        Resampling enlarge = Resampling.of(cells, pixels);
        float[][] large = Arrays.stream(walked).map(enlarge::apply).toArray(float[][]::new);
        byte[] labels = labels(large, enlarge.apply(background), attention.classes(), settings.unsure());
        return new PropagatedAttention(file, new LabelFile(attention.width(), attention.height(), labels));
    }

    private static float[] background(float[][] maps, int cells, double alpha) {
        float[] background = new float[cells];
        for (int i = 0; i < cells; i++) {
            float most = 0;
            for (float[] map : maps) {
                most = Math.max(most, map[i]);
            }
            background[i] = (float) Math.pow(1 - most, alpha);
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

    private static void stretch(float[] map) {
        float most = 0;
        for (float value : map) {
            most = Math.max(most, value);
        }
        for (int i = 0; most > 0 && i < map.length; i++) {
            map[i] /= most;
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
