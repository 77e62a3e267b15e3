package dev.eader.training.network;

import dev.eader.training.network.Layer.Activation;
import dev.eader.training.network.Layer.Convolution;
import dev.eader.training.network.Layer.Padding;
import dev.eader.training.network.Layer.Residual;
import java.util.ArrayList;
import java.util.List;

/** Builds ResNet (He et al. 2016) with torchvision's names; as there, bottlenecks have their stride in the 3x3 convolution. */
final class ResNet {
    private ResNet() {}

    enum Block {
        BASIC(1),
        BOTTLENECK(4);

        /** Ratio of a block's output channels to its inner channels. */
        private final int expansion;

        Block(int expansion) {
            this.expansion = expansion;
        }
    }

    /**
     * At an output stride below 32, dilations replace the last strides. The first block of such a layer keeps the previous
     * dilation up to the convolution that had the stride; all following convolutions have twice that dilation. So each weight
     * is applied to the same pixels as before, and pre-trained weights remain valid.
     *
     * @param blocks number of blocks in each of the four layers
     * @param width factor of the number of channels; 1 for the usual 64 to 512
     */
    static Architecture of(String name, Block block, int[] blocks, double width, int outputStride) {
        List<Layer> layers = new ArrayList<>();
        int stem = (int) Math.round(64 * width);
        int in = stem;
        layers.add(convolution("conv1", "bn1", 3, in, 7, 2, 1, Activation.RELU));
        layers.add(new Layer.MaxPool(3, 2, 1));
        int stride = 4;
        int dilation = 1;
        for (int layer = 1; layer <= blocks.length; layer++) {
            int channels = stem << layer - 1;
            int out = channels * block.expansion;
            for (int i = 0; i < blocks[layer - 1]; i++) {
                int step = i == 0 && layer > 1 ? 2 : 1;
                boolean dilate = step == 2 && stride == outputStride;
                int applied = dilate ? 1 : step;
                int after = dilate ? 2 * dilation : dilation;
                String prefix = "layer" + layer + "." + i;
                List<Layer> body = block == Block.BASIC
                        ? basic(prefix, in, channels, applied, dilation, after)
                        : bottleneck(prefix, in, channels, out, applied, dilation);
                layers.add(new Residual(body, shortcut(prefix, in, out, applied), Activation.RELU));
                stride *= applied;
                dilation = after;
                in = out;
            }
        }
        return new Architecture(name, layers, "fc", Architecture.Normalization.IMAGENET);
    }

    private static List<Layer> basic(String name, int in, int out, int stride, int before, int after) {
        return List.of(
                convolution(name + ".conv1", name + ".bn1", in, out, 3, stride, before, Activation.RELU),
                convolution(name + ".conv2", name + ".bn2", out, out, 3, 1, after, Activation.NONE));
    }

    private static List<Layer> bottleneck(String name, int in, int channels, int out, int stride, int dilation) {
        return List.of(
                convolution(name + ".conv1", name + ".bn1", in, channels, 1, 1, 1, Activation.RELU),
                convolution(name + ".conv2", name + ".bn2", channels, channels, 3, stride, dilation, Activation.RELU),
                convolution(name + ".conv3", name + ".bn3", channels, out, 1, 1, 1, Activation.NONE));
    }

    private static List<Layer> shortcut(String name, int in, int out, int stride) {
        return in == out
                ? List.of()
                : List.of(convolution(
                        name + ".downsample.0", name + ".downsample.1", in, out, 1, stride, 1, Activation.NONE));
    }

    private static Convolution convolution(
            String name, String norm, int in, int out, int kernel, int stride, int dilation, Activation activation) {
        return new Convolution(name, norm, in, out, kernel, stride, dilation, 1, Padding.SYMMETRIC, activation);
    }
}
