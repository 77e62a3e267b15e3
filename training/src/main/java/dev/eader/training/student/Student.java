package dev.eader.training.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.FeatureMap;
import dev.eader.training.network.Layer;
import dev.eader.training.network.Layer.Convolution;
import dev.eader.training.network.Network;
import dev.eader.training.network.Resampling;
import dev.eader.training.network.SampleGrid;
import dev.eader.training.network.Trainable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A segmentation network that learns from labels that a localizer drew: the localizer itself, classifier and all, with a
 * {@link SegmentationHead} on its features. Without batch normalisation, so weights must come with theirs folded in.
 */
public final class Student implements Trainable, AutoCloseable {
    private final Network network;
    private final SegmentationHead head;
    private final NDManager manager;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();

    /**
     * @param logits [batch, classes + 1, rows, columns] on the grid of {@link SegmentationHead#fine}; background is the first
     * @param scores [batch, classes] before the sigmoid, of the classifier
     */
    public record Output(NDArray logits, NDArray scores) {}

    /** With random weights, He's. */
    public Student(NDManager parent, Architecture backbone, int classes, int channels, long seed) {
        network = new Network(parent, backbone, classes, false, DataType.FLOAT32, seed);
        head = SegmentationHead.of(backbone, classes, channels);
        manager = parent.newSubManager();
        Random random = new Random(seed + 1);
        for (Convolution c : head.convolutions()) {
            int fanIn = c.in() / c.groups() * c.kernel() * c.kernel();
            // all classes alike at first
            double deviation = c == head.logits() ? .01 : Math.sqrt(2. / fanIn);
            Shape shape = new Shape(c.out(), c.in() / c.groups(), c.kernel(), c.kernel());
            add(c.name() + ".weight", manager.create(normal((int) shape.size(), deviation, random), shape));
            add(c.name() + ".bias", manager.zeros(new Shape(c.out())));
        }
    }

    /** Backbone and classifier. */
    public Network network() {
        return network;
    }

    public SegmentationHead head() {
        return head;
    }

    /** The head's weights by name; they stay the student's. */
    public Map<String, NDArray> weights() {
        return weights;
    }

    /**
     * What a checkpoint holds of it, in parts. The backbone is called as in a localizer's, so that a run of one may start
     * from the other's.
     */
    public Map<String, Map<String, NDArray>> state() {
        Map<String, NDArray> own = new LinkedHashMap<>();
        weights.forEach((name, array) -> own.put(name.substring(SegmentationHead.PREFIX.length()), array));
        Map<String, Map<String, NDArray>> state = new LinkedHashMap<>();
        state.put("localizer", network.parameters());
        state.put("head", own);
        return state;
    }

    @Override
    public String name() {
        return "the student on " + network.name();
    }

    @Override
    public Map<String, NDArray> trainable() {
        Map<String, NDArray> all = network.trainable();
        all.putAll(weights);
        return all;
    }

    /** The head's: the localizer's classifier comes trained. */
    @Override
    public boolean isHead(String parameter) {
        return parameter.startsWith(SegmentationHead.PREFIX);
    }

    /** @param images normalised, [batch, 3, height, width], both sides multiples of 32 */
    public Output forward(NDArray images) {
        int last = network.architecture().layers().size() - 1;
        List<Integer> layers = List.of(head.fine().layer(), head.deep().layer(), last);
        List<NDArray> taps =
                network.features(images, false, layers.stream().distinct().toList());
        NDArray features = taps.get(taps.size() - 1);
        return new Output(segment(taps.get(0), taps.get(1)), classify(features));
    }

    private NDArray segment(NDArray fine, NDArray deep) {
        NDList branches = new NDList();
        head.pyramid().forEach(branch -> branches.add(run(branch, deep)));
        NDArray context = run(
                head.context(),
                mean(deep).reshape(deep.getShape().get(0), head.deep().channels(), 1, 1));
        NDArray coarse =
                Activation.relu(run(head.fuse(), NDArrays.concat(branches, 1)).add(context));
        NDArray drawn = Resampling.of(plane(coarse, head.deep()), plane(fine, head.fine()))
                .apply(coarse);
        NDArray both = NDArrays.concat(new NDList(drawn, run(head.detail(), fine)), 1);
        return run(head.logits(), run(head.refine(), both));
    }

    private static SampleGrid plane(NDArray map, FeatureMap tap) {
        return new SampleGrid(map.getShape().get(2), map.getShape().get(3), tap.axis());
    }

    private NDArray classify(NDArray features) {
        String classifier = network.architecture().classifier();
        NDArray pooled = features.getNDArrayInternal().globalAvgPool();
        return Linear.linear(
                        pooled.reshape(
                                pooled.getShape().get(0), pooled.getShape().get(1)),
                        network.parameters().get(classifier + ".weight"),
                        network.parameters().get(classifier + ".bias"))
                .singletonOrThrow();
    }

    /** [batch, channels] */
    private static NDArray mean(NDArray map) {
        return map.getNDArrayInternal()
                .globalAvgPool()
                .reshape(map.getShape().get(0), map.getShape().get(1));
    }

    private NDArray run(List<Convolution> convolutions, NDArray x) {
        for (Convolution convolution : convolutions) {
            x = run(convolution, x);
        }
        return x;
    }

    private NDArray run(Convolution c, NDArray x) {
        NDArray y = Conv2d.conv2d(
                        x,
                        weights.get(c.name() + ".weight"),
                        weights.get(c.name() + ".bias"),
                        new Shape(1, 1),
                        new Shape(c.pad(), c.pad()),
                        new Shape(c.dilation(), c.dilation()),
                        c.groups())
                .singletonOrThrow();
        return c.activation() == Layer.Activation.RELU ? Activation.relu(y) : y;
    }

    private static float[] normal(int size, double deviation, Random random) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private void add(String name, NDArray array) {
        array.setName(name);
        weights.put(name, array);
    }

    @Override
    public void close() {
        network.close();
        manager.close();
    }
}
