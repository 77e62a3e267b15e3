package dev.eader.training.network;

import dev.eader.training.network.ResNet.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A feature extractor followed by global average pooling and one linear classifier, so that class activation maps
 * exist without further training (Zhou et al. 2016).
 *
 * @param name as given on the command line, all there is to rebuild it
 * @param features the last feature map. Each stride-2 convolution that pads both sides leaves its origin at 0, TensorFlow's
 *     trailing padding moves it to {@code stride - 1}, 2x2 pools to {@code (stride - 1) / 2}, which is what enlarging with
 *     half-pixel centres takes it to be
 * @param classifier the linear layer's name in torchvision; {@code fc} where that has more than one (VGG)
 */
public record Architecture(
        String name, List<Layer> layers, FeatureMap features, String classifier, Normalization input) {

    /** Whose last feature map is what its layers make it. */
    public Architecture(String name, List<Layer> layers, String classifier, Normalization input) {
        this(name, layers, FeatureMap.last(layers), classifier, input);
    }

    /** {@code (x - mean) / std} for each of R, G, B, x in [0,1]. */
    public record Normalization(List<Float> mean, List<Float> std) {
        public static final Normalization IMAGENET =
                new Normalization(List.of(.485f, .456f, .406f), List.of(.229f, .224f, .225f));
        /** To [-1,1]. */
        public static final Normalization SYMMETRIC = new Normalization(List.of(.5f, .5f, .5f), List.of(.5f, .5f, .5f));
    }

    private static final String NETWORKS =
            "resnet18, resnet34, resnet50, resnet101, vgg16, vgg16_bn (torchvision's names"
                    + " with batch norm), mobilenet_v2 and mobilenet_v2-tf (TensorFlow's padding), each with an optional xWIDTH and"
                    + " :STRIDE (8, 16 or 32), as in resnet18x0.25:16";

    private static final Pattern NAME = Pattern.compile("(?<network>.+?)(x(?<width>[0-9.]+))?(:(?<stride>.*))?");

    /**
     * Reads a name such as {@code resnet101}, {@code mobilenet_v2-tf:16} or {@code resnet18x0.25:16}: the network, an
     * optional width, and after the colon the stride, 32 unless given.
     *
     * @throws IllegalArgumentException when the name is none of these
     */
    public static Architecture of(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a network has a name; there are " + NETWORKS);
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
            default -> throw new IllegalArgumentException("no network " + name + "; there are " + NETWORKS);
        };
    }

    private static int stride(String given, String name) {
        if (given != null && !given.matches("8|16|32")) {
            throw new IllegalArgumentException("a stride of 8, 16 or 32, not " + given + " in " + name);
        }
        return given == null ? 32 : Integer.parseInt(given);
    }

    private static double width(String given, String name) {
        boolean number = given == null || given.matches("\\d+(\\.\\d+)?|\\.\\d+");
        double width = given != null && number ? Double.parseDouble(given) : 1;
        if (!number || width < 1 / 64. || width > 4) {
            throw new IllegalArgumentException("a width from 1/64 to 4, not " + given + " in " + name);
        }
        return width;
    }

    /** The same, with cells said to look where enlarging with half-pixel centres takes them to. */
    public Architecture centred() {
        FeatureMap centred = new FeatureMap(features.layer(), channels(), SampleAxis.halfPixel(stride()));
        return new Architecture(name, layers, centred, classifier, input);
    }

    /** Of the last feature map. */
    public int channels() {
        return features.channels();
    }

    /** Input pixels a cell of the last feature map. */
    public int stride() {
        return (int) features.axis().stride();
    }

    /** The input pixel that the last feature map's first cell looks at. */
    public double origin() {
        return features.axis().origin();
    }

    /** How far cells look beyond where enlarging with half-pixel centres takes them to, in whole input pixels. */
    public long shift() {
        return Math.round(origin() - (stride() - 1) / 2.);
    }

    /** Every convolution, in the order of the forward pass. */
    public List<Layer.Convolution> convolutions() {
        return convolutions(layers);
    }

    /** Those of some layers, in the order of the forward pass. */
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
