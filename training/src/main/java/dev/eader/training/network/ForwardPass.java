package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import dev.eader.training.network.Layer.Convolution;
import java.util.List;
import java.util.function.BiFunction;

/** Runs layers with DJL. */
public final class ForwardPass {
    /** Computes a convolution and its normalisation, without its activation. */
    private final BiFunction<Convolution, NDArray, NDArray> convolution;

    ForwardPass(BiFunction<Convolution, NDArray, NDArray> convolution) {
        this.convolution = convolution;
    }

    /**
     * Computes a convolution without normalisation and activation.
     *
     * @param x [batch, in, rows, columns]
     * @param weight [out, in / groups, kernel, kernel]
     * @param bias [out]; null for none
     * @return [batch, out, rows, columns]
     */
    public static NDArray convolve(Convolution c, NDArray x, NDArray weight, NDArray bias) {
        NDArray padded = c.padsTrailing() ? x.pad(new Shape(0, 1, 0, 1), 0) : x;
        int pad = c.padsTrailing() ? 0 : c.pad();
        return Conv2d.conv2d(padded, weight, bias, square(c.stride()), square(pad), square(c.dilation()), c.groups())
                .singletonOrThrow();
    }

    public static NDArray activate(Layer.Activation activation, NDArray x) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> Activation.relu(x);
            case RELU6 -> x.clip(0, 6);
        };
    }

    /** Runs layers one after the other. The input is not closed. */
    NDArray run(List<Layer> layers, NDArray input) {
        NDArray x = input;
        for (Layer layer : layers) {
            NDArray next = run(layer, x);
            if (x != input) {
                release(x, next);
            }
            x = next;
        }
        return x;
    }

    /**
     * Closes an intermediate result. Autograd keeps those that the backward pass reads; the memory of the others is reused by
     * the next layer. For two ResNet-18 at 224 px, this reduces memory from 2,069 to 1,494 MiB.
     */
    private static void release(NDArray intermediate, NDArray next) {
        if (intermediate != next) {
            intermediate.close();
        }
    }

    private NDArray run(Layer layer, NDArray x) {
        if (layer instanceof Convolution c) {
            return activateAndRelease(c.activation(), convolution.apply(c, x));
        } else if (layer instanceof Layer.Chain chain) {
            return run(chain.layers(), x);
        } else if (layer instanceof Layer.Residual residual) {
            NDArray body = run(residual.body(), x);
            NDArray shortcut = run(residual.shortcut(), x);
            NDArray sum = body.add(shortcut);
            body.close();
            if (shortcut != x) {
                shortcut.close();
            }
            return activateAndRelease(residual.activation(), sum);
        }
        Layer.MaxPool pool = (Layer.MaxPool) layer;
        int extra = pool.end() - pool.pad();
        NDArray padded = extra == 0 ? x : x.pad(new Shape(0, extra, 0, extra), 0);
        return Pool.maxPool2d(padded, square(pool.kernel()), square(pool.stride()), square(pool.pad()), false);
    }

    private static NDArray activateAndRelease(Layer.Activation activation, NDArray x) {
        NDArray activated = activate(activation, x);
        release(x, activated);
        return activated;
    }

    private static Shape square(int side) {
        return new Shape(side, side);
    }
}
