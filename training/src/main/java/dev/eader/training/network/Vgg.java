package dev.eader.training.network;

import dev.eader.training.network.Layer.Activation;
import dev.eader.training.network.Layer.Convolution;
import dev.eader.training.network.Layer.Padding;
import java.util.ArrayList;
import java.util.List;

/** Builds the convolutions of VGG-16 (Simonyan and Zisserman 2015) with torchvision's names, and one linear classifier. */
final class Vgg {
    private static final int[] CONVOLUTIONS = {2, 2, 3, 3, 3};
    private static final int[] CHANNELS = {64, 128, 256, 512, 512};

    private Vgg() {}

    /**
     * At stride 16 the last pooling is omitted, as usual for class activation maps (Zhou et al. 2016); at stride 8 the pooling
     * before it has stride 1 as well, and the convolutions after it are dilated.
     *
     * @param named whether batch normalisations count in the layers' numbers, as in torchvision's {@code vgg16_bn}
     * @param width factor of the number of channels
     */
    static Architecture of(String name, boolean named, double width, int outputStride) {
        List<Layer> layers = new ArrayList<>();
        int index = 0;
        int in = 3;
        int stride = 1;
        int dilation = 1;
        for (int stage = 0; stage < CHANNELS.length; stage++) {
            int out = (int) Math.round(CHANNELS[stage] * width);
            for (int i = 0; i < CONVOLUTIONS[stage]; i++) {
                String convolution = "features." + index;
                String norm = named ? "features." + (index + 1) : convolution + ".norm";
                layers.add(new Convolution(
                        convolution, norm, in, out, 3, 1, dilation, 1, Padding.SYMMETRIC, Activation.RELU));
                index += named ? 3 : 2;
                in = out;
            }
            index++;
            if (stride < outputStride) {
                layers.add(new Layer.MaxPool(2, 2, 0));
                stride *= 2;
            } else if (stage < CHANNELS.length - 1) {
                layers.add(new Layer.MaxPool(2, 1, 0));
                dilation *= 2;
            }
        }
        return new Architecture(name, layers, "fc", Architecture.Normalization.IMAGENET);
    }
}
