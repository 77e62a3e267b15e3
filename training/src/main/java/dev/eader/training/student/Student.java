package dev.eader.training.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.FeatureMap;
import dev.eader.training.network.ForwardPass;
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
 * A segmentation network: a localizer, including its classifier, with a {@link SegmentationHead} on its features. It has no
 * batch normalisation; that of initial weights must be folded into the convolutions. Not thread-safe.
 */
public final class Student implements Trainable, AutoCloseable {
    private final Network network;
    private final SegmentationHead head;
    private final NDManager manager;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();

    /**
     * Result of a forward pass.
     *
     * @param logits [batch, classes + 1, rows, columns] on the grid of {@link SegmentationHead#fine}; index 0 is background
     * @param scores logits of the classifier, [batch, classes]
     */
    public record Output(NDArray logits, NDArray scores) {}

    /**
     * Creates a student with random weights, of He's variance.
     *
     * @param classes number of classes without background
     * @param channels of the head
     */
    public Student(NDManager parent, Architecture backbone, int classes, int channels, long seed) {
        network = new Network(parent, backbone, classes, false, DataType.FLOAT32, seed);
        head = SegmentationHead.of(backbone, classes, channels);
        manager = parent.newSubManager();
        Random random = new Random(seed + 1);
        for (Convolution c : head.convolutions()) {
            int fanIn = c.in() / c.groups() * c.kernel() * c.kernel();
            // the classes start nearly equally probable
            double deviation = c == head.logits() ? .01 : Math.sqrt(2. / fanIn);
            Shape shape = new Shape(c.out(), c.in() / c.groups(), c.kernel(), c.kernel());
            add(c.name() + ".weight", manager.create(normal((int) shape.size(), deviation, random), shape));
            add(c.name() + ".bias", manager.zeros(new Shape(c.out())));
        }
    }

    /** The backbone with its classifier. */
    public Network network() {
        return network;
    }

    public SegmentationHead head() {
        return head;
    }

    /** The head's weights by name. The student owns them. */
    public Map<String, NDArray> weights() {
        return weights;
    }

    /**
     * The student's arrays in a checkpoint, by part and name. The backbone has the same name as in a localizer's checkpoint, so
     * that either can be initialised from the other.
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

    /** The segmentation head only, because the localizer's classifier is already trained. */
    @Override
    public boolean isHead(String parameter) {
        return parameter.startsWith(SegmentationHead.PREFIX);
    }

    /** @param images normalised, [batch, 3, height, width]; height and width are multiples of 32 */
    public Output forward(NDArray images) {
        int last = network.architecture().layers().size() - 1;
        List<Integer> layers = List.of(head.fine().layer(), head.deep().layer(), last);
        List<NDArray> maps =
                network.layerOutputs(images, false, layers.stream().distinct().toList());
        NDArray features = maps.get(maps.size() - 1);
        return new Output(segment(maps.get(0), maps.get(1)), network.classify(features));
    }

    private NDArray segment(NDArray fine, NDArray deep) {
        NDList branches = new NDList();
        head.pyramid().forEach(branch -> branches.add(run(branch, deep)));
        NDArray context = run(
                head.context(),
                mean(deep).reshape(deep.getShape().get(0), head.deep().channels(), 1, 1));
        NDArray coarse =
                Activation.relu(run(head.fuse(), NDArrays.concat(branches, 1)).add(context));
        NDArray resampled = Resampling.of(grid(coarse, head.deep()), grid(fine, head.fine()))
                .apply(coarse);
        NDArray both = NDArrays.concat(new NDList(resampled, run(head.detail(), fine)), 1);
        return run(head.logits(), run(head.refine(), both));
    }

    private static SampleGrid grid(NDArray map, FeatureMap description) {
        return new SampleGrid(map.getShape().get(2), map.getShape().get(3), description.axis());
    }

    /** Mean over rows and columns, [batch, channels]. */
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
        NDArray weight = weights.get(c.name() + ".weight");
        NDArray bias = weights.get(c.name() + ".bias");
        return ForwardPass.activate(c.activation(), ForwardPass.convolve(c, x, weight, bias));
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
