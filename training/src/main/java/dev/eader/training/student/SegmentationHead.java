package dev.eader.training.student;

import dev.eader.training.network.Architecture;
import dev.eader.training.network.FeatureMap;
import dev.eader.training.network.Layer.Activation;
import dev.eader.training.network.Layer.Convolution;
import dev.eader.training.network.Layer.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a light variant of the DeepLabV3+ head (Chen et al. 2018): an atrous pyramid on the backbone's last block, and a
 * decoder that also uses the feature map at stride 4. It consists of convolutions only, so that training and export use the
 * same description.
 *
 * <pre>
 *   coarse = relu(fuse(concat of pyramid(deep)) + context(mean of deep))
 *   logits = logits(refine(concat of coarse resampled to the fine grid, detail(fine)))
 * </pre>
 *
 * <p>{@code fuse + context} equals one convolution of the concatenation of pyramid and global pooling, but does not repeat the
 * pooled vector over the map first.
 *
 * @param fine the feature map at stride 4
 * @param deep the feature map of the last block
 * @param pyramid the convolutions of each branch
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
    /** Prefix of the names of the head's parameters. */
    public static final String PREFIX = "head.";

    private static final int FINE_STRIDE = 4;
    private static final int DETAIL_CHANNELS = 24;
    private static final int[] RATES = {3, 6, 9};

    /**
     * @param classes number of classes without background
     * @param channels of each branch and of the decoder
     * @throws IllegalArgumentException if the backbone has no feature map at stride 4
     */
    public static SegmentationHead of(Architecture backbone, int classes, int channels) {
        List<FeatureMap> maps = FeatureMap.all(backbone.layers());
        FeatureMap fine = maps.stream()
                .filter(map -> map.axis().stride() == FINE_STRIDE)
                .reduce((first, second) -> second)
                .orElseThrow(() ->
                        new IllegalArgumentException(backbone.name() + " has no feature map at stride 4, which the"
                                + " student's head requires; choose another backbone"));
        int last = maps.size() - 1;
        // a last convolution that only widens the features for the classifier is omitted: its cost exceeds its use
        boolean widened = backbone.layers().get(last) instanceof Convolution;
        FeatureMap deep = maps.get(widened ? last - 1 : last);
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
                pointwise("detail", fine.channels(), DETAIL_CHANNELS, Activation.RELU),
                separable("refine", channels + DETAIL_CHANNELS, channels, 1),
                pointwise("logits", channels, classes + 1, Activation.NONE));
    }

    /** All convolutions, in the order in which their weights are initialised. */
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
