package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Network;
import java.nio.ByteBuffer;

/**
 * A network's attention over several views of a picture, as affinity passes take it: the class activation maps of each
 * view are enlarged to one size and summed, the mirrored ones mirrored back, and the sum is min-max normalised. Scores
 * are the mean of the views'.
 */
public final class NetworkMaps implements AttentionSource {
    private final Network localizer;
    private final NDManager manager;
    private final Views views;

    /** @param manager on the network's device */
    public NetworkMaps(Network localizer, NDManager manager, Views views) {
        this.localizer = localizer;
        this.manager = manager;
        this.views = views;
    }

    /** At the size that the network sees at scale 1. */
    @Override
    public AttentionMaps maps(Dataset.Sample sample) {
        InputSize size = views.size(sample.pixels().width(), sample.pixels().height(), 1);
        return maps(sample.pixels(), size.width(), size.height());
    }

    /**
     * One view at a time, so that memory is that of the largest.
     *
     * @param width of the maps, all of the picture lying under them
     */
    public AttentionMaps maps(Pixels pixels, int width, int height) {
        int classes = localizer.classes();
        try (NDManager sum = manager.newSubManager()) {
            NDArray maps = sum.zeros(new Shape(classes, (long) height * width));
            NDArray scores = sum.zeros(new Shape(classes));
            for (double scale : views.scales()) {
                InputSize size = views.size(pixels.width(), pixels.height(), scale);
                try (NDManager scope = manager.newSubManager()) {
                    Pixels scaled = pixels.resize(size.width(), size.height());
                    Network.Output output = localizer.forward(localizer.normalize(input(scope, scaled)), false);
                    maps.addi(maps(output, size, width, height).reshape(classes, (long) height * width));
                    scores.addi(Activation.sigmoid(output.logits()).mean(new int[] {0}));
                }
            }
            float[] mean = scores.div(views.scales().size()).toFloatArray();
            return new AttentionMaps(width, height, mean, rows(ClassActivation.normalize(maps)), new float[0]);
        }
    }

    /** [views, 3, height, width] in [0,1]. */
    private NDArray input(NDManager scope, Pixels pixels) {
        Shape shape = new Shape(1, pixels.height(), pixels.width(), 3);
        NDArray bytes = scope.create(ByteBuffer.wrap(pixels.rgb()), shape, DataType.UINT8);
        NDArray planes = bytes.toType(DataType.FLOAT32, false).div(255).transpose(0, 3, 1, 2);
        return views.flip() ? NDArrays.concat(new NDList(planes, planes.flip(3))) : planes;
    }

    /** [1, classes, height, width]: enlarged before it is mirrored back, as cells do not look at their own middle. */
    private NDArray maps(Network.Output output, InputSize size, int width, int height) {
        NDArray weights = localizer.classWeights(output.features().getManager());
        NDArray cells = ClassActivation.maps(output.features(), weights);
        NDArray enlarged = ClassActivation.enlarge(cells, localizer.architecture(), size.height(), size.width());
        if (views.flip()) {
            NDArray mirrored = enlarged.get(new NDIndex("1:2")).flip(3);
            enlarged = enlarged.get(new NDIndex("0:1")).add(mirrored);
        }
        if (size.width() == width && size.height() == height) {
            return enlarged;
        }
        return enlarged.getNDArrayInternal().interpolation(new long[] {height, width}, 1, false);
    }

    private static float[][] rows(NDArray array) {
        int area = (int) array.getShape().get(1);
        float[] flat = array.toFloatArray();
        float[][] rows = new float[(int) array.getShape().get(0)][area];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(flat, row * area, rows[row], 0, area);
        }
        return rows;
    }
}
