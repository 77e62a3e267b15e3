package dev.eader.training.network;

import java.util.List;

/** One step of a feature extractor. The trainer runs these with DJL and the exporter writes them to ONNX. */
public sealed interface Layer {

    /**
     * A 2-D convolution, its normalisation and its activation.
     *
     * @param name the weights' name in torchvision, as in {@code layer1.0.conv1}
     * @param norm the batch normalisation's name in torchvision, as in {@code layer1.0.bn1}
     */
    record Convolution(
            String name,
            String norm,
            int in,
            int out,
            int kernel,
            int stride,
            int dilation,
            int groups,
            Padding padding,
            Activation activation)
            implements Layer {

        /** What is added on each side so that stride 1 keeps the size. */
        public int pad() {
            return dilation * (kernel - 1) / 2;
        }

        /** TensorFlow pads at the bottom and right only where it strides; elsewhere both styles agree. */
        public boolean padsTrailing() {
            return padding == Padding.TRAILING && stride == 2 && kernel == 3;
        }
    }

    /** Layers after each other. */
    record Chain(List<Layer> layers) implements Layer {}

    /** After a ReLU, so that padding with 0 is padding with nothing. */
    record MaxPool(int kernel, int stride, int pad) implements Layer {

        /** What is added at the bottom and right: an even kernel that stands still would otherwise shrink the map. */
        public int end() {
            return stride == 1 && kernel % 2 == 0 ? pad + 1 : pad;
        }
    }

    /** {@code activation(body(x) + shortcut(x))}; an empty shortcut is the identity. */
    record Residual(List<Layer> body, List<Layer> shortcut, Activation activation) implements Layer {}

    enum Activation {
        NONE,
        RELU,
        RELU6
    }

    enum Padding {
        /** Both sides alike, as PyTorch does. */
        SYMMETRIC,
        /** (0,1) at the bottom and right where the stride is 2, as TensorFlow does. */
        TRAILING
    }
}
