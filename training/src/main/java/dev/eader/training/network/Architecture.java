package dev.eader.training.network;

import dev.eader.training.network.ResNet.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes a classifier: a feature extractor, global average pooling and one linear layer, so that class activation maps can
 * be computed without further training (Zhou et al. 2016). Immutable.
 *
 * @param name as given on the command line; {@link #of} rebuilds the architecture from it
 * @param layers of the feature extractor
 * @param features the last feature map. Its origin is 0 with padding on both sides, {@code stride - 1} with TensorFlow's
 *     trailing padding, and {@code (stride - 1) / 2} with 2x2 pooling, which is the position that scaling with half-pixel
 *     centres assumes
 * @param classifier name of the linear layer in torchvision; {@code fc} where torchvision has several (VGG)
 * @param input normalisation of the input image
 */
public record Architecture(
        String name, List<Layer> layers, FeatureMap features, String classifier, Normalization input) {

    /** Derives the last feature map from the layers. */
    public Architecture(String name, List<Layer> layers, String classifier, Normalization input) {
        this(name, layers, FeatureMap.last(layers), classifier, input);
    }

    /** Normalises each of R, G and B as {@code (x - mean) / std}, with x in [0,1]. */
    public record Normalization(List<Float> mean, List<Float> std) {
        public static final Normalization IMAGENET =
                new Normalization(List.of(.485f, .456f, .406f), List.of(.229f, .224f, .225f));
        /** Scales [0,1] to [-1,1]. */
        public static final Normalization SYMMETRIC = new Normalization(List.of(.5f, .5f, .5f), List.of(.5f, .5f, .5f));
    }

    private static final String NETWORKS =
            "resnet18, resnet34, resnet50, resnet101, vgg16, vgg16_bn, mobilenet_v2 (named"
                    + " as in torchvision) and mobilenet_v2-tf (TensorFlow's padding), each with an optional xWIDTH and :STRIDE (8, 16"
                    + " or 32), as in resnet18x0.25:16";

    private static final Pattern NAME = Pattern.compile("(?<network>.+?)(x(?<width>[0-9.]+))?(:(?<stride>.*))?");

    /**
     * Parses a name such as {@code resnet101}, {@code mobilenet_v2-tf:16} or {@code resnet18x0.25:16}: the network, an
     * optional factor of its width (number of channels), and an optional stride of its last feature map, 32 by default.
     *
     * @throws IllegalArgumentException if the name, width or stride is not supported
     */
    public static Architecture of(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the name of the network is empty; accepted are " + NETWORKS);
        }
        int stride = stride(parts.group("stride"), name);
        double width = width(parts.group("width"), name);
        return switch (parts.group("network")) {
            case "resnet18" -> ResNet.of(name, Block.BASIC, new int[] {2, 2, 2, 2}, width, stride);
            case "resnet34" -> ResNet.of(name, Block.BASIC, new int[] {3, 4, 6, 3}, width, stride);
            case "resnet50" -> ResNet.of(name, Block.BOTTLENECK, new int[] {3, 4, 6, 3}, width, stride);
            case "resnet101" -> ResNet.of(name, Block.BOTTLENECK, new int[] {3, 4, 23, 3}, width, stride);
            case "vgg16" -> Vgg.of(name, false, width, stride);
            case "vgg16_bn" -> Vgg.of(name, true, width, stride);
            case "mobilenet_v2" -> MobileNetV2.of(name, width, stride, Layer.Padding.SYMMETRIC);
            case "mobilenet_v2-tf" -> MobileNetV2.of(name, width, stride, Layer.Padding.TRAILING);
            default -> throw new IllegalArgumentException("unknown network '" + name + "'; accepted are " + NETWORKS);
        };
    }

    private static int stride(String given, String name) {
        if (given != null && !given.matches("8|16|32")) {
            throw new IllegalArgumentException(
                    "the stride in '" + name + "' must be 8, 16 or 32, but is '" + given + "'");
        }
        return given == null ? 32 : Integer.parseInt(given);
    }

    private static double width(String given, String name) {
        boolean number = given == null || given.matches("\\d+(\\.\\d+)?|\\.\\d+");
        double width = given != null && number ? Double.parseDouble(given) : 1;
        if (!number || width < 1 / 64. || width > 4) {
            throw new IllegalArgumentException(
                    "the width in '" + name + "' must be a number from 1/64 to 4, but is '" + given + "'");
        }
        return width;
    }

    /** Returns the same architecture, but with the cells of the last feature map taken to lie at half-pixel centres. */
    public Architecture withHalfPixelFeatures() {
        FeatureMap centred = new FeatureMap(features.layer(), channels(), SampleAxis.halfPixel(stride()));
        return new Architecture(name, layers, centred, classifier, input);
    }

    /** Name without the stride. Networks of one family have the same weights. */
    public String family() {
        return name.split(":")[0];
    }

    /** Number of channels of the last feature map. */
    public int channels() {
        return features.channels();
    }

    /** Stride of the last feature map, in input pixels. */
    public int stride() {
        return (int) features.axis().stride();
    }

    /** Position of the first cell of the last feature map, in input pixels. */
    public double origin() {
        return features.axis().origin();
    }

    /** Offset of the last feature map's cells from half-pixel centres, rounded to whole input pixels. */
    public long shift() {
        return Math.round(origin() - (stride() - 1) / 2.);
    }

    /** All convolutions, in the order of the forward pass. */
    public List<Layer.Convolution> convolutions() {
        return convolutions(layers);
    }

    /** The convolutions of some layers, in the order of the forward pass. */
    public static List<Layer.Convolution> convolutions(List<Layer> layers) {
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
