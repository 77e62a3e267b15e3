package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.network.Layer.Convolution;

/**
 * Initialises batch normalisation for weights into which it was folded: measures the statistics of each convolution's output on
 * real images, and sets scale and shift so that the normalisation leaves this output unchanged.
 */
public final class BatchNormCalibration {
    private BatchNormCalibration() {}

    /**
     * Sets the parameters of all batch normalisations.
     *
     * @param images normalised, [batch, 3, height, width]; a few dozen are enough
     */
    public static void run(Network network, NDArray images) {
        network.forward(images, (convolution, x) -> measure(network, convolution, x));
    }

    private static NDArray measure(Network network, Convolution c, NDArray x) {
        NDArray y = network.convolve(c, x, null);
        NDArray flat = y.transpose(1, 0, 2, 3).reshape(c.out(), -1);
        NDArray mean = flat.mean(new int[] {1});
        NDArray variance = flat.sub(mean.reshape(-1, 1)).square().mean(new int[] {1});
        NDArray bias = network.parameters().get(c.norm() + ".bias");
        NDArray shifted = y.add(bias.reshape(new Shape(1, c.out(), 1, 1)));
        variance.add(Network.EPSILON).sqrt().copyTo(network.parameters().get(c.norm() + ".weight"));
        mean.add(bias).copyTo(bias);
        mean.copyTo(network.parameters().get(c.norm() + ".running_mean"));
        variance.copyTo(network.parameters().get(c.norm() + ".running_var"));
        return shifted;
    }
}
