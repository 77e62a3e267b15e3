package dev.eader.training.network;

import dev.eader.training.network.Layer.Activation;
import dev.eader.training.network.Layer.Convolution;
import dev.eader.training.network.Layer.Padding;
import dev.eader.training.network.Layer.Residual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds MobileNetV2 (Sandler et al. 2018) with torchvision's names. */
final class MobileNetV2 {
    private static final int[] EXPANSION = {1, 6, 6, 6, 6, 6, 6};
    private static final int[] CHANNELS = {16, 24, 32, 64, 96, 160, 320};
    private static final int[] REPEATS = {1, 2, 3, 4, 3, 3, 1};
    private static final int[] STRIDES = {1, 2, 2, 2, 1, 2, 1};

    private MobileNetV2() {}

    /**
     * At an output stride below 32, dilations replace the last strides, so that the pre-trained weights remain valid.
     *
     * @param width factor of the number of channels, which are rounded to multiples of 8; the last layer has at least 1280
     */
    static Architecture of(String name, double width, int outputStride, Padding padding) {
        List<Layer> layers = new ArrayList<>();
        int in = channels(32 * width);
        layers.add(convolution("features.0.0", "features.0.1", 3, in, 3, 2, 1, 1, padding, Activation.RELU6));
        int stride = 2;
        int dilation = 1;
        int index = 1;
        for (int stage = 0; stage < CHANNELS.length; stage++) {
            for (int repeat = 0; repeat < REPEATS[stage]; repeat++) {
                int step = repeat == 0 ? STRIDES[stage] : 1;
                boolean dilate = step == 2 && stride == outputStride;
                int applied = dilate ? 1 : step;
                int out = channels(CHANNELS[stage] * width);
                layers.add(block(index++, in, out, EXPANSION[stage], step, applied, dilation, padding));
                stride *= applied;
                dilation *= dilate ? 2 : 1;
                in = out;
            }
        }
        int last = channels(1280 * Math.max(1, width));
        layers.add(convolution("features.18.0", "features.18.1", in, last, 1, 1, 1, 1, padding, Activation.RELU6));
        // published weights for TensorFlow's padding were trained on inputs in [-1,1]
        Architecture.Normalization input = padding == Padding.TRAILING
                ? Architecture.Normalization.SYMMETRIC
                : Architecture.Normalization.IMAGENET;
        return new Architecture(name, layers, "classifier.1", input);
    }

    /** Index in {@code features} of a stage's block. */
    static int index(int stage, int repeat) {
        return 1 + Arrays.stream(REPEATS).limit(stage).sum() + repeat;
    }

    /** Rounds to the nearest multiple of 8, but to the next one if that is more than a tenth below. */
    private static int channels(double wanted) {
        int rounded = Math.max(8, (int) (wanted + 4) / 8 * 8);
        return rounded < .9 * wanted ? rounded + 8 : rounded;
    }

    private static Layer block(
            int index, int in, int out, int expansion, int step, int stride, int dilation, Padding padding) {
        String prefix = "features." + index + ".conv.";
        int hidden = in * expansion;
        List<Layer> body = new ArrayList<>();
        int part = 0;
        if (expansion != 1) {
            body.add(convolution(prefix + "0.0", prefix + "0.1", in, hidden, 1, 1, 1, 1, padding, Activation.RELU6));
            part = 1;
        }
        String depthwise = prefix + part;
        body.add(convolution(
                depthwise + ".0",
                depthwise + ".1",
                hidden,
                hidden,
                3,
                stride,
                dilation,
                hidden,
                padding,
                Activation.RELU6));
        body.add(convolution(
                prefix + (part + 1), prefix + (part + 2), hidden, out, 1, 1, 1, 1, padding, Activation.NONE));
        return step == 1 && in == out ? new Residual(body, List.of(), Activation.NONE) : new Layer.Chain(body);
    }

    private static Convolution convolution(
            String name,
            String norm,
            int in,
            int out,
            int kernel,
            int stride,
            int dilation,
            int groups,
            Padding padding,
            Activation activation) {
        return new Convolution(name, norm, in, out, kernel, stride, dilation, groups, padding, activation);
    }
}
