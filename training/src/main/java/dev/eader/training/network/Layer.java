package dev.eader.training.network;

import java.util.List;

/** Describes a layer of a feature extractor. Training runs it with DJL ({@link ForwardPass}), export writes it to ONNX. */
public sealed interface Layer {

    /**
     * A 2-D convolution with optional batch normalisation, followed by an activation.
     *
     * @param name of the weights in torchvision, as in {@code layer1.0.conv1}
     * @param norm name of the batch normalisation in torchvision, as in {@code layer1.0.bn1}; empty if there is none
     * @param in number of input channels
     * @param out number of output channels
     * @param kernel side of the kernel
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

        /** Padding of each side that keeps the size at stride 1. */
        public int pad() {
            return dilation * (kernel - 1) / 2;
        }

        /** Whether only the bottom and right are padded; without stride, both styles of padding are the same. */
        public boolean padsTrailing() {
            return padding == Padding.TRAILING && stride == 2 && kernel == 3;
        }
    }

    /** A sequence of layers. */
    record Chain(List<Layer> layers) implements Layer {}

    /** Max pooling. Its input is the output of a ReLU, so that padding with 0 does not change the maximum. */
    record MaxPool(int kernel, int stride, int pad) implements Layer {

        /** Padding of the bottom and right: one more for an even kernel at stride 1, which would shrink the map otherwise. */
        public int end() {
            return stride == 1 && kernel % 2 == 0 ? pad + 1 : pad;
        }
    }

    /** Computes {@code activation(body(x) + shortcut(x))}; an empty shortcut is the identity. */
    record Residual(List<Layer> body, List<Layer> shortcut, Activation activation) implements Layer {}

    enum Activation {
        NONE,
        RELU,
        RELU6
    }

    enum Padding {
        /** Equal padding of both sides, as in PyTorch. */
        SYMMETRIC,
        /** At stride 2, padding of 1 at the bottom and right only, as in TensorFlow. */
        TRAILING
    }
}
