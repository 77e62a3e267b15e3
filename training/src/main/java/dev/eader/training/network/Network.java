package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import dev.eader.training.network.Layer.Convolution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * A classifier whose last feature map is exposed; localizer and adversary are such networks. Its head is the classifier. Not
 * thread-safe.
 *
 * <p>Parameters have the names of torchvision. Each convolution has a bias, or with batch normalisation {@code NORM.weight},
 * {@code .bias}, {@code .running_mean} and {@code .running_var} instead.
 */
public final class Network implements Trainable, AutoCloseable {
    /** Epsilon of batch normalisation, as in torchvision. */
    public static final float EPSILON = 1e-5f;

    private static final float MOMENTUM = .9f;

    private final Architecture architecture;
    private final int classes;
    private final boolean batchNorm;
    private final NDManager manager;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    /**
     * Result of a forward pass.
     *
     * @param logits [batch, classes]
     * @param features [batch, channels, rows, columns]
     */
    public record Output(NDArray logits, NDArray features) {}

    /**
     * Creates a network with random weights: normal with He's variance in convolutions, with a deviation of 0.01 in the
     * classifier.
     *
     * @param type FLOAT32 or FLOAT64
     */
    public Network(
            NDManager parent, Architecture architecture, int classes, boolean batchNorm, DataType type, long seed) {
        this.architecture = architecture;
        this.classes = classes;
        this.batchNorm = batchNorm;
        manager = parent.newSubManager();
        Random random = new Random(seed);
        for (Convolution c : architecture.convolutions()) {
            Shape shape = new Shape(c.out(), c.in() / c.groups(), c.kernel(), c.kernel());
            double fanOut = (double) c.out() / c.groups() * c.kernel() * c.kernel();
            add(c.name() + ".weight", normal(shape, Math.sqrt(2 / fanOut), type, random));
            if (batchNorm) {
                add(c.norm() + ".weight", manager.ones(new Shape(c.out()), type));
                add(c.norm() + ".bias", manager.zeros(new Shape(c.out()), type));
                add(c.norm() + ".running_mean", manager.zeros(new Shape(c.out()), type));
                add(c.norm() + ".running_var", manager.ones(new Shape(c.out()), type));
            } else {
                add(c.name() + ".bias", manager.zeros(new Shape(c.out()), type));
            }
        }
        Shape classifier = new Shape(classes, architecture.channels());
        add(architecture.classifier() + ".weight", normal(classifier, .01, type, random));
        add(architecture.classifier() + ".bias", manager.zeros(new Shape(classes), type));
    }

    public Architecture architecture() {
        return architecture;
    }

    @Override
    public String name() {
        return architecture.name();
    }

    public int classes() {
        return classes;
    }

    public boolean batchNorm() {
        return batchNorm;
    }

    /** All arrays of the network by name, including running statistics. The network owns them. */
    public Map<String, NDArray> parameters() {
        return parameters;
    }

    /**
     * Replaces this network's weights, except the classifier and running statistics, by those of another network, so that
     * both networks use the same arrays from then on. This network must not be used after the other is closed.
     *
     * @throws IllegalArgumentException if the networks differ in more than their stride
     */
    public void shareWeightsOf(Network other) {
        if (!architecture.family().equals(other.architecture.family()) || batchNorm != other.batchNorm) {
            throw new IllegalArgumentException(name() + " cannot share the weights of " + other.name()
                    + ": the two may differ in their stride only, as resnet18:16 and resnet18 do");
        }
        for (String name : trainable().keySet()) {
            if (!isHead(name)) {
                parameters.put(name, other.parameters.get(name)).close();
            }
        }
    }

    @Override
    public Map<String, NDArray> trainable() {
        Map<String, NDArray> trainable = new LinkedHashMap<>(parameters);
        trainable.keySet().removeIf(name -> name.contains(".running_"));
        return trainable;
    }

    @Override
    public boolean isHead(String parameter) {
        return parameter.startsWith(architecture.classifier() + ".");
    }

    /** The classifier's weights [classes, channels], as an array of {@code scope}: results computed from it close with it. */
    public NDArray classWeights(NDManager scope) {
        // the manager of a result is that of its left operand; so the view must belong to the scope
        NDArray weights = parameters.get(architecture.classifier() + ".weight");
        NDArray view = weights.reshape(weights.getShape());
        view.attach(scope);
        return view;
    }

    /**
     * Normalises images as the network expects them.
     *
     * @param pixels [batch, 3, height, width] in [0,1]
     */
    public NDArray normalize(NDArray pixels) {
        NDManager scope = pixels.getManager();
        return pixels.sub(perChannel(scope, architecture.input().mean(), pixels.getDataType()))
                .div(perChannel(scope, architecture.input().std(), pixels.getDataType()));
    }

    /**
     * @param images normalised, [batch, 3, height, width]
     * @param training whether batch normalisation uses the statistics of the batch and updates its running statistics
     */
    public Output forward(NDArray images, boolean training) {
        return forward(images, (convolution, x) -> convolve(convolution, x, training));
    }

    Output forward(NDArray images, BiFunction<Convolution, NDArray, NDArray> convolution) {
        NDArray features = new ForwardPass(convolution).run(architecture.layers(), images);
        return new Output(classify(features), features);
    }

    /**
     * Applies global average pooling and the classifier.
     *
     * @param features the last feature map, [batch, channels, rows, columns]
     * @return logits [batch, classes]
     */
    public NDArray classify(NDArray features) {
        NDArray pooled = features.getNDArrayInternal().globalAvgPool();
        return Linear.linear(
                        pooled.reshape(pooled.getShape().get(0), architecture.channels()),
                        parameters.get(architecture.classifier() + ".weight"),
                        parameters.get(architecture.classifier() + ".bias"))
                .singletonOrThrow();
    }

    /**
     * Computes the outputs of single layers, for heads that use finer feature maps than the last.
     *
     * @param images normalised, [batch, 3, height, width]
     * @param training as in {@link #forward}
     * @param indices of layers in {@link Architecture#layers}, ascending
     * @return [batch, channels, rows, columns] of each of these layers
     */
    public List<NDArray> layerOutputs(NDArray images, boolean training, List<Integer> indices) {
        ForwardPass pass = new ForwardPass((convolution, in) -> convolve(convolution, in, training));
        List<NDArray> outputs = new ArrayList<>();
        NDArray x = images;
        for (int i = 0; outputs.size() < indices.size(); i++) {
            NDArray before = x;
            x = pass.run(List.of(architecture.layers().get(i)), before);
            if (before != images && !indices.contains(i - 1)) {
                before.close();
            }
            if (indices.contains(i)) {
                outputs.add(x);
            }
        }
        return outputs;
    }

    private NDArray convolve(Convolution c, NDArray x, boolean training) {
        if (!batchNorm) {
            return convolve(c, x, parameters.get(c.name() + ".bias"));
        }
        NDArray filtered = convolve(c, x, null);
        NDArray normalized = BatchNorm.batchNorm(
                        filtered,
                        parameters.get(c.norm() + ".running_mean"),
                        parameters.get(c.norm() + ".running_var"),
                        parameters.get(c.norm() + ".weight"),
                        parameters.get(c.norm() + ".bias"),
                        1,
                        MOMENTUM,
                        EPSILON,
                        training)
                .singletonOrThrow();
        filtered.close();
        return normalized;
    }

    /** Computes a convolution of this network without normalisation and activation. */
    NDArray convolve(Convolution c, NDArray x, NDArray bias) {
        return ForwardPass.convolve(c, x, parameters.get(c.name() + ".weight"), bias);
    }

    private static NDArray perChannel(NDManager scope, List<Float> values, DataType type) {
        double[] v = values.stream().mapToDouble(Float::doubleValue).toArray();
        return scope.create(v, new Shape(1, v.length, 1, 1)).toType(type, false);
    }

    private NDArray normal(Shape shape, double deviation, DataType type, Random random) {
        double[] values = new double[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian() * deviation;
        }
        try (NDArray array = manager.create(values, shape)) {
            return array.toType(type, true);
        }
    }

    private void add(String name, NDArray array) {
        array.setName(name);
        parameters.put(name, array);
    }

    @Override
    public void close() {
        manager.close();
    }
}
