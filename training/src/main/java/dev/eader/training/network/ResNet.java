package dev.eader.training.network;

import dev.eader.training.network.Layer.Activation;
import dev.eader.training.network.Layer.Convolution;
import dev.eader.training.network.Layer.Padding;
import dev.eader.training.network.Layer.Residual;
import java.util.ArrayList;
import java.util.List;

/** ResNet (He et al. 2016) of basic blocks, in torchvision's names. */
final class ResNet {
    private ResNet() {}

    /**
     * @param blocks in each of the four layers
     * @param width of the whole network, 1 for the usual 64 to 512 channels
     */
    static Architecture of(String name, int[] blocks, double width, int outputStride) {
        List<Layer> layers = new ArrayList<>();
        int in = (int) Math.round(64 * width);
        layers.add(convolution("conv1", "bn1", 3, in, 7, 2, 1, Activation.RELU));
        layers.add(new Layer.MaxPool(3, 2, 1));
        int stride = 4;
        int dilation = 1;
        for (int layer = 1; layer <= blocks.length; layer++) {
            int out = (int) Math.round(64 * width) << layer - 1;
            for (int block = 0; block < blocks[layer - 1]; block++) {
                int step = block == 0 && layer > 1 ? 2 : 1;
                boolean dilate = step == 2 && stride == outputStride;
                int applied = dilate ? 1 : step;
                layers.add(basic("layer" + layer + "." + block, in, out, applied, dilation, block == 0 && layer > 1));
                stride *= applied;
                dilation *= dilate ? 2 : 1;
                in = out;
            }
        }
        return new Architecture(name, layers, in, outputStride, 0, "fc", Architecture.Normalization.IMAGENET);
    }

    private static Layer basic(String name, int in, int out, int stride, int dilation, boolean project) {
        List<Layer> body = List.of(
                convolution(name + ".conv1", name + ".bn1", in, out, 3, stride, dilation, Activation.RELU),
                convolution(name + ".conv2", name + ".bn2", out, out, 3, 1, dilation, Activation.NONE));
        List<Layer> shortcut = project
                ? List.of(convolution(
                        name + ".downsample.0", name + ".downsample.1", in, out, 1, stride, 1, Activation.NONE))
                : List.of();
        return new Residual(body, shortcut, Activation.RELU);
    }

    private static Convolution convolution(
            String name, String norm, int in, int out, int kernel, int stride, int dilation, Activation activation) {
        return new Convolution(name, norm, in, out, kernel, stride, dilation, 1, Padding.SYMMETRIC, activation);
    }
}
