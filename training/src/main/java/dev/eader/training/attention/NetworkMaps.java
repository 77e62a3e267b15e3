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
 * Combines a network's attention over several views of a picture. The class activation maps of all views are enlarged to one
 * size, mirrored back where the view is mirrored, and summed; the sum of each class is min-max normalized to [0, 1]. Scores are
 * the mean over the views. Not thread-safe.
 */
public final class NetworkMaps implements AttentionSource {
    private final Network localizer;
    private final NDManager manager;
    private final Views views;

    /** @param manager manager on the network's device */
    public NetworkMaps(Network localizer, NDManager manager, Views views) {
        this.localizer = localizer;
        this.manager = manager;
        this.views = views;
    }

    /** @return maps at the size of the network's input at scale 1 */
    @Override
    public AttentionMaps maps(Dataset.Sample sample) {
        InputSize size = views.size(sample.pixels().width(), sample.pixels().height(), 1);
        return maps(sample.pixels(), size.width(), size.height());
    }

    /**
     * Runs one view at a time, so that the memory is that of the largest view.
     *
     * @param width width of the returned maps, which cover the whole picture
     * @param height height of the returned maps
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

    /** @return [1 or 2, 3, height, width] in [0, 1]: the picture and, if views are flipped, its mirror image */
    private NDArray input(NDManager scope, Pixels pixels) {
        Shape shape = new Shape(1, pixels.height(), pixels.width(), 3);
        NDArray bytes = scope.create(ByteBuffer.wrap(pixels.rgb()), shape, DataType.UINT8);
        NDArray planes = bytes.toType(DataType.FLOAT32, false).div(255).transpose(0, 3, 1, 2);
        return views.flip() ? NDArrays.concat(new NDList(planes, planes.flip(3))) : planes;
    }

    /**
     * Enlarges the maps before they are mirrored back, because the cells of a map are not centred on their pixels.
     *
     * @return [1, classes, height, width]
     */
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
