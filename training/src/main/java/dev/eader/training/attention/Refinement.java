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
 * Pixel-adaptive refinement of attention maps: spreads attention between neighbours of similar colour, so that the maps follow
 * the edges of the picture. A variant of PAMR (Araslanov and Roth, "Single-Stage Semantic Segmentation from Image Labels", CVPR
 * 2020). The maps are averaged over cells of {@code stride} pixels. Each cell i is then replaced by the weighted mean of
 * itself and its eight neighbours j at a distance, for one distance after another:
 *
 * <pre>
 * d_ij = mean over colour channels of |c_i - c_j| / (s_i + NOISE),  s_i the mean of |c_i - c_j| over all neighbours j
 * A_i &lt;- (e^-SELF_COST A_i + sum_j e^(-SHARPNESS d_ij) A_j) / (e^-SELF_COST + sum_j e^(-SHARPNESS d_ij))
 * </pre>
 *
 * <p>c_i is the colour of cell i in the {@link #OPPONENT} channels. PAMR averages the neighbours of all distances at once; one
 * distance after another was measured to be as accurate with a fifth of the additions. Classes are independent of each other.
 * Neighbours outside the picture have the values of its edge. Immutable and thread-safe.
 *
 * @param iterations passes over all distances, in [1, 50]
 * @param stride width and height of a cell in pixels: 1, 2, 4 or 8
 * @param dilations distances to the neighbours in cells, each in [1, 256], in the order of their use
 */
public record Refinement(int iterations, int stride, List<Integer> dilations) {
    /** Factor of the colour difference in the weight of a neighbour. */
    public static final double SHARPNESS = 10;
    /** Determines the weight of the cell itself, exp(-SELF_COST): neighbours have more weight only if they are similar enough. */
    public static final double SELF_COST = 2;
    /** Difference in colour, in [0, 1], that is considered noise. */
    public static final double NOISE = .03;

    /** Weights of R, G and B in [0, 1] in the three opponent channels: lightness, red - green, yellow - blue. */
    public static final float[][] OPPONENT = {{1 / 3f, 1 / 3f, 1 / 3f}, {1, -1, 0}, {.5f, .5f, -1}};

    /** Number of neighbours at one distance. */
    public static final int NEIGHBOURS = 8;

    /** @throws IllegalArgumentException if a value is out of range; the message names it */
    public Refinement {
        if (iterations < 1 || iterations > 50) {
            throw new IllegalArgumentException("iterations of the refinement must be 1 to 50, but are " + iterations);
        }
        if (!List.of(1, 2, 4, 8).contains(stride)) {
            throw new IllegalArgumentException("the stride of the refinement must be 1, 2, 4 or 8, but is " + stride);
        }
        if (dilations.isEmpty() || dilations.stream().anyMatch(d -> d < 1 || d > 256)) {
            throw new IllegalArgumentException(
                    "dilations of the refinement must be one or more numbers from 1 to 256, but are " + dilations);
        }
        dilations = List.copyOf(dilations);
    }

    /**
     * Refines the maps of all classes, except {@link AttentionMaps#atStride}.
     *
     * @param pixels picture at the size of the maps
     * @throws IllegalArgumentException if the sizes differ or are not multiples of the stride
     */
    public AttentionMaps refine(NDManager manager, Pixels pixels, AttentionMaps maps) {
        int width = maps.width();
        int height = maps.height();
        if (pixels.width() != width || pixels.height() != height || width % stride != 0 || height % stride != 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "maps and picture must have one size that is a multiple of the stride %d, but are %dx%d and %dx%d",
                    stride,
                    width,
                    height,
                    pixels.width(),
                    pixels.height()));
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
     * Refines a batch.
     *
     * @param image [batch, 3, height, width], RGB in [0, 1]
     * @param maps [batch, classes, height, width]; height and width are multiples of the stride
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
        for (float[] channel : OPPONENT) {
            NDArray factors = planes.getManager().create(channel, new Shape(1, 3, 1, 1));
            channels.add(planes.mul(factors).sum(new int[] {1}, true));
        }
        return NDArrays.concat(new NDList(channels), 1);
    }

    /**
     * Computes the weights of the eight neighbours and, last, of the cell itself, for each distance.
     *
     * @return for each distance nine arrays [batch, 1, rows, columns] whose sum is 1
     */
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
            raw.add(raw.get(0).onesLike().mul(Math.exp(-SELF_COST)));
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

    /** The eight neighbours of each cell at a distance: the planes shifted in each direction, in rows from the top left. */
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
