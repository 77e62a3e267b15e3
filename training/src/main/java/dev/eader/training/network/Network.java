package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import dev.eader.training.network.Layer.Convolution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A classifier whose last feature map is exposed: the localizer and the adversary are both one of these.
 *
 * <p>Parameters carry torchvision's names. Without batch normalisation each convolution has a bias; with it, {@code
 * NORM.weight}, {@code .bias}, {@code .running_mean} and {@code .running_var} instead.
 */
public final class Network implements Trainable, AutoCloseable {
    /** Of batch normalisation, as in torchvision. */
    public static final float EPSILON = 1e-5f;

    private static final float MOMENTUM = .9f;

    private final Architecture architecture;
    private final int classes;
    private final boolean batchNorm;
    private final NDManager manager;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    /** What a forward pass gives. {@code logits} [batch, classes], {@code features} [batch, channels, rows, columns]. */
    public record Output(NDArray logits, NDArray features) {}

    /** A network with random weights: He's for convolutions, torchvision's for the classifier. */
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
        Shape fc = new Shape(classes, architecture.channels());
        add(architecture.classifier() + ".weight", normal(fc, .01, type, random));
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

    /** Every array of the network by name, running statistics too. They stay the network's. */
    public Map<String, NDArray> parameters() {
        return parameters;
    }

    /**
     * Takes the other's weights for its own, for good: all but the classifier and running statistics. Whatever moves them
     * moves them for both, and this network must not be used once the other is closed.
     *
     * @throws IllegalArgumentException when they differ in more than their stride
     */
    public void shareWeightsOf(Network other) {
        if (!family().equals(other.family()) || batchNorm != other.batchNorm) {
            throw new IllegalArgumentException(name() + " can't share the weights of " + other.architecture.name()
                    + ": they may differ in their stride alone, as resnet18:16 and resnet18");
        }
        for (String name : trainable().keySet()) {
            if (!isHead(name)) {
                parameters.put(name, other.parameters.get(name)).close();
            }
        }
    }

    private String family() {
        return architecture.name().split(":")[0];
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

    /** The classifier's weights [classes, channels] as an array of {@code scope}, so that what is made of it closes there. */
    public NDArray classWeights(NDManager scope) {
        return borrowed(architecture.classifier() + ".weight", scope);
    }

    /** From pixels in [0,1] to what this network was trained to see. */
    public NDArray normalize(NDArray pixels) {
        NDManager scope = pixels.getManager();
        return pixels.sub(channels(scope, architecture.input().mean(), pixels.getDataType()))
                .div(channels(scope, architecture.input().std(), pixels.getDataType()));
    }

    /**
     * @param images normalised, [batch, 3, height, width]
     * @param training whether batch normalisation uses the batch's statistics, and updates its own
     */
    public Output forward(NDArray images, boolean training) {
        return forward(images, (convolution, x) -> convolve(convolution, x, training));
    }

    Output forward(NDArray images, Step step) {
        NDArray features = run(architecture.layers(), images, step);
        NDArray pooled = features.getNDArrayInternal().globalAvgPool();
        NDArray logits = Linear.linear(
                        pooled.reshape(pooled.getShape().get(0), architecture.channels()),
                        parameters.get(architecture.classifier() + ".weight"),
                        parameters.get(architecture.classifier() + ".bias"))
                .singletonOrThrow();
        return new Output(logits, features);
    }

    /**
     * What single layers give on the way: for heads that look at finer features than the last.
     *
     * @param images normalised, [batch, 3, height, width]
     * @param taps positions in {@link Architecture#layers}, ascending
     * @return one array for each tap
     */
    public List<NDArray> features(NDArray images, boolean training, List<Integer> taps) {
        List<NDArray> tapped = new ArrayList<>();
        NDArray x = images;
        for (int i = 0; tapped.size() < taps.size(); i++) {
            NDArray before = x;
            x = run(architecture.layers().get(i), before, (convolution, in) -> convolve(convolution, in, training));
            if (before != images && !taps.contains(i - 1)) {
                before.close();
            }
            if (taps.contains(i)) {
                tapped.add(x);
            }
        }
        return tapped;
    }

    /** How one convolution is carried out; calibration swaps in its own. */
    interface Step {
        NDArray apply(Convolution convolution, NDArray x);
    }

    private static NDArray run(List<Layer> layers, NDArray images, Step step) {
        NDArray x = images;
        for (Layer layer : layers) {
            NDArray made = run(layer, x, step);
            if (x != images) {
                letGo(x, made);
            }
            x = made;
        }
        return x;
    }

    /**
     * Closes our hold on what came between. Autograd keeps what the backward pass will read; the rest is memory that the
     * next layer takes over while the cache still has it. ResNet-18 twice at 224 px: 1,494 MiB instead of 2,069.
     */
    private static void letGo(NDArray between, NDArray made) {
        if (between != made) {
            between.close();
        }
    }

    private static NDArray run(Layer layer, NDArray x, Step step) {
        if (layer instanceof Convolution convolution) {
            NDArray filtered = step.apply(convolution, x);
            NDArray activated = activate(convolution.activation(), filtered);
            letGo(filtered, activated);
            return activated;
        } else if (layer instanceof Layer.Chain chain) {
            return run(chain.layers(), x, step);
        } else if (layer instanceof Layer.Residual residual) {
            NDArray body = run(residual.body(), x, step);
            NDArray shortcut = run(residual.shortcut(), x, step);
            NDArray sum = body.add(shortcut);
            body.close();
            if (shortcut != x) {
                shortcut.close();
            }
            NDArray activated = activate(residual.activation(), sum);
            letGo(sum, activated);
            return activated;
        }
        Layer.MaxPool pool = (Layer.MaxPool) layer;
        int extra = pool.end() - pool.pad();
        NDArray padded = extra == 0 ? x : x.pad(new Shape(0, extra, 0, extra), 0);
        return Pool.maxPool2d(padded, square(pool.kernel()), square(pool.stride()), square(pool.pad()), false);
    }

    private NDArray convolve(Convolution c, NDArray x, boolean training) {
        if (!batchNorm) {
            return filter(c, x, parameters.get(c.name() + ".bias"));
        }
        NDArray filtered = filter(c, x, null);
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

    NDArray filter(Convolution c, NDArray x, NDArray bias) {
        NDArray padded = c.padsTrailing() ? x.pad(new Shape(0, 1, 0, 1), 0) : x;
        int pad = c.padsTrailing() ? 0 : c.pad();
        NDArray weight = parameters.get(c.name() + ".weight");
        return Conv2d.conv2d(padded, weight, bias, square(c.stride()), square(pad), square(c.dilation()), c.groups())
                .singletonOrThrow();
    }

    private static NDArray activate(Layer.Activation activation, NDArray x) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> Activation.relu(x);
            case RELU6 -> x.clip(0, 6);
        };
    }

    private static Shape square(int side) {
        return new Shape(side, side);
    }

    private static NDArray channels(NDManager scope, List<Float> values, DataType type) {
        double[] v = values.stream().mapToDouble(Float::doubleValue).toArray();
        return scope.create(v, new Shape(1, v.length, 1, 1)).toType(type, false);
    }

    private NDArray borrowed(String name, NDManager scope) {
        // a result belongs to the manager of its left operand: reshape first, then move the view
        NDArray view = parameters.get(name).reshape(parameters.get(name).getShape());
        view.attach(scope);
        return view;
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
