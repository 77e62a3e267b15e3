package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Network;

/**
 * Computes a network's attention over several views of an image: the class activation maps of the views are enlarged to the same
 * size and summed, mirrored ones after mirroring them back, and each sum is scaled from its minimum and maximum to [0,1]. Scores
 * are the mean over the views. Not thread-safe.
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

    /** Computes the maps at the size of the network's input at scale 1. */
    @Override
    public AttentionMaps maps(Dataset.Sample sample) {
        InputSize size = views.size(sample.pixels().width(), sample.pixels().height(), 1);
        return maps(sample.pixels(), size.width(), size.height());
    }

    /**
     * Computes the maps at a given size. Views run one at a time, to limit memory to that of the largest.
     *
     * @param width of the maps, in pixels, which cover the whole image
     * @param height of the maps, in pixels
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
                    Network.Output output = localizer.forward(localizer.normalize(views.input(scope, scaled)), false);
                    maps.addi(maps(output, size, width, height).reshape(classes, (long) height * width));
                    scores.addi(Activation.sigmoid(output.logits()).mean(new int[] {0}));
                }
            }
            float[] mean = scores.div(views.scales().size()).toFloatArray();
            return new AttentionMaps(
                    width,
                    height,
                    mean,
                    AttentionMaps.rows(ClassActivation.normalize(maps).toFloatArray(), classes),
                    new float[0]);
        }
    }

    /**
     * The sum over a scale's views, [1, classes, height, width]. Maps are enlarged before mirroring back, because the cells'
     * positions are not symmetric.
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
}
