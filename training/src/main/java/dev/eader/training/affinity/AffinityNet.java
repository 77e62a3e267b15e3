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
 * AffinityNet (Ahn &amp; Kwak 2018, section 3.2): features of each cell of a grid of stride 8, such that cells of one object
 * have nearly the same. Each level of a classifier is reduced by a 1x1 convolution and a ReLU, brought to the grid, and
 * all of them are mixed by one more 1x1 convolution.
 *
 * <p>The classifier's levels up to the first that is looked at stay as they are, and so do statistics of batch
 * normalisation.
 */
public final class AffinityNet implements AutoCloseable {
    /** Input pixels a cell of the grid on which affinity is. */
    public static final int STRIDE = 8;

    /** Parts of its state. */
    static final String BACKBONE = "backbone";

    static final String HEAD = "head";

    private static final int[] REDUCED = {32, 64, 64, 128};
    private static final int FEATURES = 128;
    private static final double HE = Math.sqrt(2);

    private final Network backbone;
    private final List<FeatureMap> levels;
    private final SampleAxis axis;
    private final NDManager manager;
    private final Map<String, NDArray> heads = new LinkedHashMap<>();

    /**
     * @param backbone a classifier; it becomes this network's, and closes with it
     * @param seed of the heads' weights
     */
    public AffinityNet(NDManager parent, Network backbone, long seed) {
        this.backbone = backbone;
        levels = BackboneStages.of(backbone.architecture());
        axis = levels.stream()
                .map(FeatureMap::axis)
                .filter(each -> each.stride() == STRIDE)
                .findFirst()
                .orElseThrow();
        manager = parent.newSubManager();
        Random random = new Random(seed);
        int sum = 0;
        for (int i = 0; i < levels.size(); i++) {
            add("level" + i + ".weight", REDUCED[i], levels.get(i).channels(), HE, random);
            sum += REDUCED[i];
        }
        // distances begin at about 1, where both sides of the loss have something to say
        add("mix.weight", FEATURES, sum, HE / 3, random);
    }

    /** Where the cells of the grid lie in a picture of this size: where those of the classifier's stride 8 do. */
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
        List<Integer> taps = levels.stream().map(FeatureMap::layer).toList();
        List<NDArray> tapped = backbone.features(backbone.normalize(pixels), false, taps);
        NDList reduced = new NDList();
        for (int i = 0; i < taps.size(); i++) {
            NDArray x = Activation.relu(convolve(tapped.get(i), "level" + i + ".weight"));
            SampleGrid from = new SampleGrid(
                    x.getShape().get(2), x.getShape().get(3), levels.get(i).axis());
            SampleGrid to = grid(width, height);
            reduced.add(from.equals(to) ? x : Resampling.of(from, to).apply(x));
        }
        return convolve(NDArrays.concat(reduced, 1), "mix.weight");
    }

    /** Weights of the heads, which start from nothing; they stay the network's. */
    public Map<String, NDArray> heads() {
        return heads;
    }

    /** What the levels are of; it stays this network's. */
    public Network classifier() {
        return backbone;
    }

    /** What a checkpoint holds of it, in parts. */
    public Map<String, Map<String, NDArray>> state() {
        Map<String, Map<String, NDArray>> state = new LinkedHashMap<>();
        state.put(BACKBONE, backbone.parameters());
        state.put(HEAD, heads);
        return state;
    }

    /** What a gradient step may change in the classifier: between the first level and the last. */
    public Map<String, NDArray> tunable() {
        int first = levels.get(0).layer() + 1;
        int last = levels.get(levels.size() - 1).layer() + 1;
        List<Layer> between = backbone.architecture().layers().subList(first, last);
        Map<String, NDArray> all = backbone.trainable();
        Map<String, NDArray> tunable = new LinkedHashMap<>();
        Architecture.convolutions(between).stream()
                .flatMap(AffinityNet::names)
                .filter(all::containsKey)
                .forEach(name -> tunable.put(name, all.get(name)));
        return tunable;
    }

    private static Stream<String> names(Convolution c) {
        return Stream.of(c.name() + ".weight", c.name() + ".bias", c.norm() + ".weight", c.norm() + ".bias");
    }

    private NDArray convolve(NDArray x, String weight) {
        Shape one = new Shape(1, 1);
        return Conv2d.conv2d(x, heads.get(weight), null, one, new Shape(0, 0), one, 1)
                .singletonOrThrow();
    }

    private void add(String name, int out, int in, double gain, Random random) {
        float[] values = new float[out * in];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * gain / Math.sqrt(in));
        }
        NDArray array = manager.create(values, new Shape(out, in, 1, 1));
        array.setName(name);
        heads.put(name, array);
    }

    @Override
    public void close() {
        manager.close();
        backbone.close();
    }
}
