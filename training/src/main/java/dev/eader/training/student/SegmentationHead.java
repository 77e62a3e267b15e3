package dev.eader.training.student;

import dev.eader.training.network.Architecture;
import dev.eader.training.network.FeatureMap;
import dev.eader.training.network.Layer.Activation;
import dev.eader.training.network.Layer.Convolution;
import dev.eader.training.network.Layer.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * A light DeepLabV3+ (Chen et al. 2018) on two maps of a backbone: atrous pyramid on the last block's, then a decoder that
 * sees the map at stride 4 too. Convolutions alone, so that training and export run one description.
 *
 * <pre>
 *   coarse = relu(fuse(concat of pyramid(deep)) + context(mean of deep))
 *   logits = logits(refine(concat of coarse drawn on the fine grid, detail(fine)))
 * </pre>
 *
 * <p>{@code fuse + context} is what one convolution over the pyramid and its global pooling would be, without spreading
 * the pooled vector over the map first.
 *
 * @param fine the map at stride 4
 * @param deep the last block's
 * @param pyramid each branch's convolutions
 */
public record SegmentationHead(
        FeatureMap fine,
        FeatureMap deep,
        List<List<Convolution>> pyramid,
        List<Convolution> context,
        Convolution fuse,
        Convolution detail,
        List<Convolution> refine,
        Convolution logits) {
    /** Of all parameters' names. */
    public static final String PREFIX = "head.";

    private static final int FINE_STRIDE = 4;
    private static final int DETAIL = 24;
    private static final int[] RATES = {3, 6, 9};

    /**
     * @param classes without background
     * @param channels of each branch and of the decoder
     */
    public static SegmentationHead of(Architecture backbone, int classes, int channels) {
        List<FeatureMap> taps = FeatureMap.all(backbone.layers());
        FeatureMap fine = taps.stream()
                .filter(tap -> tap.axis().stride() == FINE_STRIDE)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new IllegalArgumentException(backbone.name() + " has no map at stride 4"));
        int last = taps.size() - 1;
        // the widening before a classifier costs more than it tells of places
        boolean widened = backbone.layers().get(last) instanceof Convolution;
        FeatureMap deep = taps.get(widened ? last - 1 : last);
        int in = deep.channels();
        List<List<Convolution>> pyramid = new ArrayList<>();
        pyramid.add(List.of(pointwise("pyramid.0", in, channels, Activation.RELU)));
        for (int rate : RATES) {
            pyramid.add(separable("pyramid." + rate, in, channels, rate));
        }
        return new SegmentationHead(
                fine,
                deep,
                List.copyOf(pyramid),
                List.of(
                        pointwise("context.0", in, channels, Activation.RELU),
                        pointwise("context.1", channels, channels, Activation.NONE)),
                pointwise("fuse", channels * pyramid.size(), channels, Activation.NONE),
                pointwise("detail", fine.channels(), DETAIL, Activation.RELU),
                separable("refine", channels + DETAIL, channels, 1),
                pointwise("logits", channels, classes + 1, Activation.NONE));
    }

    public List<Convolution> convolutions() {
        List<Convolution> all = new ArrayList<>();
        pyramid.forEach(all::addAll);
        all.addAll(context);
        all.add(fuse);
        all.add(detail);
        all.addAll(refine);
        all.add(logits);
        return all;
    }

    private static List<Convolution> separable(String name, int in, int out, int rate) {
        return List.of(
                convolution(name + ".depthwise", in, in, 3, rate, in, Activation.RELU),
                pointwise(name + ".pointwise", in, out, Activation.RELU));
    }

    private static Convolution pointwise(String name, int in, int out, Activation activation) {
        return convolution(name, in, out, 1, 1, 1, activation);
    }

    private static Convolution convolution(
            String name, int in, int out, int kernel, int dilation, int groups, Activation activation) {
        return new Convolution(PREFIX + name, "", in, out, kernel, 1, dilation, groups, Padding.SYMMETRIC, activation);
    }
}
