package dev.eader.training.affinity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.FeatureMap;
import dev.eader.training.network.Layer;
import dev.eader.training.network.Layer.Convolution;
import dev.eader.training.network.Network;
import dev.eader.training.network.Resampling;
import dev.eader.training.network.SampleAxis;
import dev.eader.training.network.SampleGrid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * AffinityNet (Ahn &amp; Kwak 2018, section 3.2): computes features on a grid of stride 8, which should be similar for cells of
 * the same object. The last feature map of each stage of a classifier is reduced by a 1x1 convolution and a ReLU and resampled to
 * the grid; another 1x1 convolution combines them.
 *
 * <p>The classifier's layers up to the first of these feature maps, and all statistics of batch normalisation, are not trained.
 * Not thread-safe.
 */
public final class AffinityNet implements AutoCloseable {
    /** Stride of the affinity grid, in input pixels. */
    public static final int STRIDE = 8;

    /** Name of a part of {@link #state}. */
    static final String BACKBONE = "backbone";

    static final String HEAD = "head";

    private static final int[] REDUCED = {32, 64, 64, 128};
    private static final int FEATURES = 128;
    private static final double HE = Math.sqrt(2);

    private final Network backbone;
    private final List<FeatureMap> stages;
    private final SampleAxis axis;
    private final NDManager manager;
    private final Map<String, NDArray> headWeights = new LinkedHashMap<>();

    /**
     * @param backbone a classifier, which this network owns and closes
     * @param seed of the random weights of the head
     */
    public AffinityNet(NDManager parent, Network backbone, long seed) {
        this.backbone = backbone;
        stages = BackboneStages.of(backbone.architecture());
        axis = stages.stream()
                .map(FeatureMap::axis)
                .filter(each -> each.stride() == STRIDE)
                .findFirst()
                .orElseThrow();
        manager = parent.newSubManager();
        Random random = new Random(seed);
        int sum = 0;
        for (int i = 0; i < stages.size(); i++) {
            add("level" + i + ".weight", REDUCED[i], stages.get(i).channels(), HE, random);
            sum += REDUCED[i];
        }
        // the initial distances are about 1, where all terms of the loss have a gradient
        add("mix.weight", FEATURES, sum, HE / 3, random);
    }

    /** The grid in an image of this size, in pixels: that of the classifier's feature map at stride 8. */
    public SampleGrid grid(int width, int height) {
        return SampleGrid.ofFeatureMap(width, height, axis);
    }

    /**
     * @param pixels [batch, 3, height, width] in [0,1]
     * @return [batch, features, rows, columns] on {@link #grid}
     */
    public NDArray features(NDArray pixels) {
        int height = (int) pixels.getShape().get(2);
        int width = (int) pixels.getShape().get(3);
        List<Integer> layers = stages.stream().map(FeatureMap::layer).toList();
        List<NDArray> maps = backbone.layerOutputs(backbone.normalize(pixels), false, layers);
        NDList reduced = new NDList();
        for (int i = 0; i < layers.size(); i++) {
            NDArray x = Activation.relu(convolve(maps.get(i), "level" + i + ".weight"));
            SampleGrid from = new SampleGrid(
                    x.getShape().get(2), x.getShape().get(3), stages.get(i).axis());
            SampleGrid to = grid(width, height);
            reduced.add(from.equals(to) ? x : Resampling.of(from, to).apply(x));
        }
        return convolve(NDArrays.concat(reduced, 1), "mix.weight");
    }

    /** The weights of the head by name, initially random. The network owns them. */
    public Map<String, NDArray> headWeights() {
        return headWeights;
    }

    /** The backbone. This network owns it. */
    public Network classifier() {
        return backbone;
    }

    /** The network's arrays in a checkpoint, by part and name. */
    public Map<String, Map<String, NDArray>> state() {
        Map<String, Map<String, NDArray>> state = new LinkedHashMap<>();
        state.put(BACKBONE, backbone.parameters());
        state.put(HEAD, headWeights);
        return state;
    }

    /** The classifier's weights that may be trained: those between the first and the last of the feature maps. */
    public Map<String, NDArray> trainableBackbone() {
        int first = stages.get(0).layer() + 1;
        int last = stages.get(stages.size() - 1).layer() + 1;
        List<Layer> between = backbone.architecture().layers().subList(first, last);
        Map<String, NDArray> all = backbone.trainable();
        Map<String, NDArray> trainable = new LinkedHashMap<>();
        Architecture.convolutions(between).stream()
                .flatMap(AffinityNet::names)
                .filter(all::containsKey)
                .forEach(name -> trainable.put(name, all.get(name)));
        return trainable;
    }

    private static Stream<String> names(Convolution c) {
        return Stream.of(c.name() + ".weight", c.name() + ".bias", c.norm() + ".weight", c.norm() + ".bias");
    }

    private NDArray convolve(NDArray x, String weight) {
        Shape one = new Shape(1, 1);
        return Conv2d.conv2d(x, headWeights.get(weight), null, one, new Shape(0, 0), one, 1)
                .singletonOrThrow();
    }

    private void add(String name, int out, int in, double gain, Random random) {
        float[] values = new float[out * in];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * gain / Math.sqrt(in));
        }
        NDArray array = manager.create(values, new Shape(out, in, 1, 1));
        array.setName(name);
        headWeights.put(name, array);
    }

    @Override
    public void close() {
        manager.close();
        backbone.close();
    }
}
