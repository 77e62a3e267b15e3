package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import dev.eader.training.data.Pixels;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Refines attention so that it follows the edges of the image, by averaging it over neighbours of similar colour (similar to
 * PAMR, Araslanov and Roth 2020). On a grid of {@code stride} pixels, each cell becomes the weighted mean of itself and its eight
 * neighbours at a distance, one distance after the other:
 *
 * <pre>
 * d_ij = mean over colour channels of |c_i - c_j| / (s_i + NOISE),  s_i the mean of |c_i - c_j| over all neighbours j
 * A_i &lt;- (e^-STAYING A_i + sum_j e^(-SHARPNESS d_ij) A_j) / (e^-STAYING + sum_j e^(-SHARPNESS d_ij))
 * </pre>
 *
 * <p>PAMR averages over the neighbours of all dilations at once; here, a pass applies one dilation after the other, which gave
 * results of the same quality with a fifth of the additions. Each class is refined separately, so absent classes can be
 * omitted. Edge values are repeated outside the image.
 *
 * @param iterations number of passes over the dilations, 1 to 50
 * @param stride of the grid, in pixels: 1, 2, 4 or 8
 * @param dilations distances to the neighbours, in cells of the grid, 1 to 256, in the order of their application
 */
public record Refinement(int iterations, int stride, List<Integer> dilations) {
    /** Rate at which a neighbour's weight decreases with the difference in colour. */
    public static final double SHARPNESS = 10;
    /** Determines a cell's own weight: {@code e^-STAYING}, where a neighbour of equal colour has the weight 1. */
    public static final double STAYING = 2;
    /** Difference in colour that is attributed to noise, in [0,1]. */
    public static final double NOISE = .03;

    /** Opponent colours computed from R, G and B in [0,1]: lightness, red minus green, yellow minus blue. */
    public static final float[][] OPPONENT = {{1 / 3f, 1 / 3f, 1 / 3f}, {1, -1, 0}, {.5f, .5f, -1}};

    /** Number of neighbours in one dilation. */
    public static final int NEIGHBOURS = 8;

    /** @throws IllegalArgumentException if a value is out of its range */
    public Refinement {
        if (iterations < 1 || iterations > 50) {
            throw new IllegalArgumentException("iterations of the refinement must be 1 to 50, but are " + iterations);
        }
        if (!List.of(1, 2, 4, 8).contains(stride)) {
            throw new IllegalArgumentException("the stride of the refinement must be 1, 2, 4 or 8, but is " + stride);
        }
        if (dilations.isEmpty() || dilations.stream().anyMatch(d -> d < 1 || d > 256)) {
            throw new IllegalArgumentException(
                    "dilations of the refinement must be 1 to 256, at least one, but are " + dilations);
        }
        dilations = List.copyOf(dilations);
    }

    /**
     * Refines the maps of every class; {@link AttentionMaps#atStride} is not changed.
     *
     * @param manager on any device, where the computation runs
     * @param pixels the image, at the size of the maps
     * @throws IllegalArgumentException if the sizes differ or are not multiples of the stride
     */
    public AttentionMaps refine(NDManager manager, Pixels pixels, AttentionMaps maps) {
        int width = maps.width();
        int height = maps.height();
        if (pixels.width() != width || pixels.height() != height || width % stride != 0 || height % stride != 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "maps and image must have the same size, in multiples of the refinement's stride %d, but are %dx%d and"
                            + " %dx%d",
                    stride,
                    width,
                    height,
                    pixels.width(),
                    pixels.height()));
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray image = Views.image(scope, pixels);
            int classes = maps.attention().length;
            FloatBuffer flat = FloatBuffer.allocate(classes * height * width);
            Arrays.stream(maps.attention()).forEach(flat::put);
            NDArray attention = scope.create(flat.rewind(), new Shape(1, classes, height, width));
            float[] refined = refine(image, attention).toFloatArray();
            return new AttentionMaps(
                    width, height, maps.scores(), AttentionMaps.rows(refined, classes), maps.atStride());
        }
    }

    /**
     * @param image [batch, 3, height, width], RGB in [0,1]
     * @param maps [batch, classes, height, width]
     * @return [batch, classes, height, width]
     */
    public NDArray refine(NDArray image, NDArray maps) {
        Shape size = maps.getShape();
        List<List<NDArray>> weights = weights(opponent(atStride(image)));
        NDArray refined = atStride(maps);
        for (int pass = 0; pass < iterations; pass++) {
            for (int d = 0; d < dilations.size(); d++) {
                refined = step(refined, dilations.get(d), weights.get(d));
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

    /** For each dilation, the weights of the neighbours and, last, of the cell itself: [batch, 1, rows, columns], sum 1. */
    private List<List<NDArray>> weights(NDArray colours) {
        List<List<NDArray>> differences = dilations.stream()
                .map(dilation -> neighbours(colours, dilation).stream()
                        .map(near -> near.sub(colours).abs())
                        .toList())
                .toList();
        NDArray spread = colours.zerosLike();
        differences.forEach(dilation -> dilation.forEach(spread::addi));
        NDArray scale = spread.div(NEIGHBOURS * dilations.size()).add(NOISE);
        List<List<NDArray>> weights = new ArrayList<>();
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
            weights.add(raw.stream().map(one -> one.div(all)).toList());
        }
        return weights;
    }

    private static NDArray step(NDArray maps, int dilation, List<NDArray> weights) {
        NDArray sum = maps.mul(weights.get(NEIGHBOURS));
        List<NDArray> neighbours = neighbours(maps, dilation);
        for (int i = 0; i < NEIGHBOURS; i++) {
            try (NDArray near = neighbours.get(i);
                    NDArray share = near.mul(weights.get(i))) {
                sum.addi(share);
            }
        }
        maps.close();
        return sum;
    }

    /** The planes shifted by one dilation in each of the eight directions, row by row from the top left. */
    private static List<NDArray> neighbours(NDArray planes, int dilation) {
        long rows = planes.getShape().get(2);
        long columns = planes.getShape().get(3);
        NDArray padded = ClassActivation.repeatEdges(ClassActivation.repeatEdges(planes, 2, dilation), 3, dilation);
        List<NDArray> shifted = new ArrayList<>();
        for (int i = 0; i <= NEIGHBOURS; i++) {
            long y = (long) i / 3 * dilation;
            long x = (long) i % 3 * dilation;
            if (i != NEIGHBOURS / 2) {
                shifted.add(padded.get(new NDIndex(":,:,{}:{},{}:{}", y, y + rows, x, x + columns)));
            }
        }
        return shifted;
    }
}
