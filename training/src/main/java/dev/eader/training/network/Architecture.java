package dev.eader.training.network;

import java.util.ArrayList;
import java.util.List;

/**
 * A feature extractor followed by global average pooling and one linear classifier, so that class activation maps
 * exist without further training (Zhou et al. 2016).
 *
 * @param name as given on the command line, all there is to rebuild it
 * @param channels of the last feature map
 * @param stride input pixels a cell of the last feature map
 * @param origin of the centre of the last feature map's first cell, in input pixels: cell i looks at pixel {@code stride i
 *     + origin}. Each stride-2 convolution that pads both sides leaves it at 0, TensorFlow's trailing padding moves it to
 *     {@code stride - 1}; enlarging with half-pixel centres takes it to be {@code (stride - 1) / 2}
 * @param classifier the linear layer's name in torchvision
 */
public record Architecture(
        String name,
        List<Layer> layers,
        int channels,
        int stride,
        double origin,
        String classifier,
        Normalization input) {

    /** {@code (x - mean) / std} for each of R, G, B, x in [0,1]. */
    public record Normalization(List<Float> mean, List<Float> std) {
        public static final Normalization IMAGENET =
                new Normalization(List.of(.485f, .456f, .406f), List.of(.229f, .224f, .225f));
        /** To [-1,1]. */
        public static final Normalization SYMMETRIC = new Normalization(List.of(.5f, .5f, .5f), List.of(.5f, .5f, .5f));
    }

    /**
     * Reads a name such as {@code mobilenet_v2}, {@code mobilenet_v2-tf:16} or {@code resnet18x0.25:16}: the network, an
     * optional width, and after the colon the stride, 32 unless given.
     *
     * @throws IllegalArgumentException when the name is none of these
     */
    public static Architecture of(String name) {
        String[] parts = name.split(":");
        int stride = parts.length > 1 ? Integer.parseInt(parts[1]) : 32;
        String[] widths = parts[0].split("x(?=[0-9.]+$)");
        double width = widths.length > 1 ? Double.parseDouble(widths[1]) : 1;
        if (stride != 8 && stride != 16 && stride != 32) {
            throw new IllegalArgumentException("a stride of 8, 16 or 32, not " + stride + " in " + name);
        }
        return switch (widths[0]) {
            case "mobilenet_v2" -> MobileNetV2.of(name, stride, Layer.Padding.SYMMETRIC);
            case "mobilenet_v2-tf" -> MobileNetV2.of(name, stride, Layer.Padding.TRAILING);
            case "resnet18" -> ResNet.of(name, new int[] {2, 2, 2, 2}, width, stride);
            default ->
                throw new IllegalArgumentException(
                        "no network " + name + "; there are mobilenet_v2, mobilenet_v2-tf (TensorFlow's padding) and"
                                + " resnet18, each with an optional xWIDTH (resnet18) and :STRIDE");
        };
    }

    /** Every convolution, in the order of the forward pass. */
    public List<Layer.Convolution> convolutions() {
        List<Layer.Convolution> found = new ArrayList<>();
        collect(layers, found);
        return found;
    }

    private static void collect(List<Layer> layers, List<Layer.Convolution> found) {
        for (Layer layer : layers) {
            if (layer instanceof Layer.Convolution convolution) {
                found.add(convolution);
            } else if (layer instanceof Layer.Chain chain) {
                collect(chain.layers(), found);
            } else if (layer instanceof Layer.Residual residual) {
                collect(residual.body(), found);
                collect(residual.shortcut(), found);
            }
        }
    }
}
