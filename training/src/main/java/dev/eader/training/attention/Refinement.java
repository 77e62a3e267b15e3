package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import dev.eader.training.data.Pixels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Pixel-adaptive refinement: attention flows between neighbours of like colour, and so comes to follow the picture's edges
 * (in the spirit of PAMR, Araslanov and Roth 2020). On a grid of {@code stride} pixels, each cell becomes the weighted mean of
 * itself and its eight neighbours at a distance, one distance after another:
 *
 * <pre>
 * d_ij = mean over colour channels of |c_i - c_j| / (s_i + NOISE),  s_i the mean of |c_i - c_j| over all neighbours j
 * A_i &lt;- (e^-STAYING A_i + sum_j e^(-SHARPNESS d_ij) A_j) / (e^-STAYING + sum_j e^(-SHARPNESS d_ij))
 * </pre>
 *
 * <p>Unlike PAMR, which weighs the neighbours of every dilation at once, a pass goes from far to near as an a-trous wavelet
 * does: that was found as good in a fifth of the additions. Classes do not mix, so absent ones need no work. The
 * edge is repeated outward.
 *
 * @param iterations passes over the dilations
 * @param stride of the grid, in pixels: 1, 2, 4 or 8
 * @param dilations distances to the neighbours, in cells of the grid, in the order that they are gone through
 */
public record Refinement(int iterations, int stride, List<Integer> dilations) {
    /** How fast likeness falls with the difference in colour. */
    public static final double SHARPNESS = 10;
    /** A cell's own cost: neighbours count for more only if they are this like it. */
    public static final double STAYING = 2;
    /** Differences in colour that say nothing, in [0,1]. */
    public static final double NOISE = .03;

    /** Opponent colours, of R, G, B in [0,1]: lightness, red against green, yellow against blue. */
    public static final float[][] OPPONENT = {{1 / 3f, 1 / 3f, 1 / 3f}, {1, -1, 0}, {.5f, .5f, -1}};

    /** Neighbours in one dilation. */
    public static final int NEIGHBOURS = 8;

    /** @throws IllegalArgumentException when a setting is none of these, naming it */
    public Refinement {
        if (iterations < 1 || iterations > 50) {
            throw new IllegalArgumentException("refinement takes 1 to 50 iterations, not " + iterations);
        }
        if (!List.of(1, 2, 4, 8).contains(stride)) {
            throw new IllegalArgumentException("refinement takes a stride of 1, 2, 4 or 8, not " + stride);
        }
        if (dilations.isEmpty() || dilations.stream().anyMatch(d -> d < 1 || d > 256)) {
            throw new IllegalArgumentException("refinement takes dilations from 1 to 256, not " + dilations);
        }
        dilations = List.copyOf(dilations);
    }

    /**
     * Refines every class. {@link AttentionMaps#atStride} stays as it is.
     *
     * @param pixels what the maps are of, at their size
     * @throws IllegalArgumentException when sizes differ, or are no multiples of the stride
     */
    public AttentionMaps refine(NDManager manager, Pixels pixels, AttentionMaps maps) {
        int width = maps.width();
        int height = maps.height();
        if (pixels.width() != width || pixels.height() != height || width % stride != 0 || height % stride != 0) {
            throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "refinement at stride %d takes maps and pixels of one size, multiples of it;",
                            stride)
                    + String.format(
                            Locale.ROOT, " not %dx%d and %dx%d", width, height, pixels.width(), pixels.height()));
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray bytes = scope.create(ByteBuffer.wrap(pixels.rgb()), new Shape(1, height, width, 3), DataType.UINT8);
            NDArray image = bytes.toType(DataType.FLOAT32, false).div(255).transpose(0, 3, 1, 2);
            int classes = maps.attention().length;
            FloatBuffer flat = FloatBuffer.allocate(classes * height * width);
            Arrays.stream(maps.attention()).forEach(flat::put);
            NDArray attention = scope.create(flat.rewind(), new Shape(1, classes, height, width));
            float[] refined = refine(image, attention).toFloatArray();
            float[][] rows = new float[classes][];
            for (int c = 0; c < classes; c++) {
                rows[c] = Arrays.copyOfRange(refined, c * height * width, (c + 1) * height * width);
            }
            return new AttentionMaps(width, height, maps.scores(), rows, maps.atStride());
        }
    }

    /**
     * @param image [batch, 3, height, width], RGB in [0,1]
     * @param maps [batch, classes, height, width]
     * @return maps of that shape
     */
    public NDArray refine(NDArray image, NDArray maps) {
        Shape size = maps.getShape();
        List<List<NDArray>> likeness = likeness(opponent(atStride(image)));
        NDArray refined = atStride(maps);
        for (int pass = 0; pass < iterations; pass++) {
            for (int d = 0; d < dilations.size(); d++) {
                refined = step(refined, dilations.get(d), likeness.get(d));
            }
        }
        return refined.getNDArrayInternal().interpolation(new long[] {size.get(2), size.get(3)}, 1, false);
    }

    private NDArray atStride(NDArray planes) {
        Shape cell = new Shape(stride, stride);
        return Pool.avgPool2d(planes, cell, cell, new Shape(0, 0), false, true);
    }

    private static NDArray opponent(NDArray planes) {
        List<NDArray> channels = new ArrayList<>();
        for (float[] share : OPPONENT) {
            NDArray weights = planes.getManager().create(share, new Shape(1, 3, 1, 1));
            channels.add(planes.mul(weights).sum(new int[] {1}, true));
        }
        return NDArrays.concat(new NDList(channels), 1);
    }

    /** For each dilation how much each neighbour counts, and last the cell itself; [batch, 1, rows, columns], sum 1. */
    private List<List<NDArray>> likeness(NDArray colours) {
        List<List<NDArray>> differences = dilations.stream()
                .map(dilation -> neighbours(colours, dilation).stream()
                        .map(near -> near.sub(colours).abs())
                        .toList())
                .toList();
        NDArray spread = colours.zerosLike();
        differences.forEach(dilation -> dilation.forEach(spread::addi));
        NDArray scale = spread.div(NEIGHBOURS * dilations.size()).add(NOISE);
        List<List<NDArray>> likeness = new ArrayList<>();
        for (List<NDArray> dilation : differences) {
            List<NDArray> raw = new ArrayList<>();
            for (NDArray difference : dilation) {
                raw.add(difference
                        .div(scale)
                        .mean(new int[] {1}, true)
                        .mul(-SHARPNESS)
                        .exp());
            }
            raw.add(raw.get(0).onesLike().mul(Math.exp(-STAYING)));
            NDArray all = raw.get(0).zerosLike();
            raw.forEach(all::addi);
            likeness.add(raw.stream().map(one -> one.div(all)).toList());
        }
        return likeness;
    }

    private static NDArray step(NDArray maps, int dilation, List<NDArray> likeness) {
        NDArray sum = maps.mul(likeness.get(NEIGHBOURS));
        List<NDArray> neighbours = neighbours(maps, dilation);
        for (int i = 0; i < NEIGHBOURS; i++) {
            try (NDArray near = neighbours.get(i);
                    NDArray share = near.mul(likeness.get(i))) {
                sum.addi(share);
            }
        }
        maps.close();
        return sum;
    }

    /** The planes moved by one dilation in each of eight directions, row by row from the top left. */
    private static List<NDArray> neighbours(NDArray planes, int dilation) {
        long rows = planes.getShape().get(2);
        long columns = planes.getShape().get(3);
        NDArray framed = repeatEdges(repeatEdges(planes, 2, dilation), 3, dilation);
        List<NDArray> moved = new ArrayList<>();
        for (int i = 0; i <= NEIGHBOURS; i++) {
            long y = (long) i / 3 * dilation;
            long x = (long) i % 3 * dilation;
            if (i != NEIGHBOURS / 2) {
                moved.add(framed.get(new NDIndex(":,:,{}:{},{}:{}", y, y + rows, x, x + columns)));
            }
        }
        return moved;
    }

    private static NDArray repeatEdges(NDArray planes, int axis, int times) {
        long last = planes.getShape().get(axis) - 1;
        NDArray first = planes.get(new NDIndex().addAllDim(axis).addSliceDim(0, 1));
        NDArray end = planes.get(new NDIndex().addAllDim(axis).addSliceDim(last, last + 1));
        return NDArrays.concat(new NDList(first.repeat(axis, times), planes, end.repeat(axis, times)), axis);
    }
}
