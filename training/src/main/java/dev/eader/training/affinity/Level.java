package dev.eader.training.affinity;

import dev.eader.training.network.Architecture;
import dev.eader.training.network.Layer;
import dev.eader.training.network.Layer.Convolution;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in a classifier whose feature map affinity looks at: the last layer of each of its levels.
 *
 * @param layer position in {@link Architecture#layers}
 * @param channels of the feature map
 * @param stride input pixels a cell
 * @param origin input pixel of the centre of the first cell, see {@link Architecture#origin}
 */
public record Level(int layer, int channels, int stride, double origin) {
    private static final int FINEST = 4;

    /**
     * The levels of strides 4, 8, 16 and 32, ascending; where the network dilates rather than strides, several have its
     * own stride.
     *
     * @throws IllegalArgumentException when it is not known where the network's levels end
     */
    public static List<Level> of(Architecture architecture) {
        List<Level> levels = new ArrayList<>();
        int nominal = FINEST;
        for (String end : ends(architecture.name())) {
            int layer = last(architecture.layers(), end);
            List<Convolution> convolutions =
                    Architecture.convolutions(List.of(architecture.layers().get(layer)));
            int channels = convolutions.get(convolutions.size() - 1).out();
            int stride = Math.min(nominal, architecture.stride());
            levels.add(new Level(layer, channels, stride, origin(architecture, stride)));
            nominal *= 2;
        }
        return levels;
    }

    /** Of a feature map at some stride: padding moves the first cell by the same share of the stride at each halving. */
    static double origin(Architecture architecture, int stride) {
        return architecture.origin() * (stride - 1) / (architecture.stride() - 1);
    }

    /** What the names of the convolutions begin with, in the last layer at strides 4, 8, 16 and 32. */
    private static List<String> ends(String name) {
        if (name.startsWith("mobilenet_v2")) {
            return List.of("features.3.", "features.6.", "features.13.", "features.17.");
        } else if (name.startsWith("resnet")) {
            return List.of("layer1.", "layer2.", "layer3.", "layer4.");
        } else if (name.startsWith("vgg16")) {
            return List.of("features.14", "features.21", "features.28");
        }
        throw new IllegalArgumentException(
                "affinity does not know the levels of " + name + "; it knows mobilenet_v2, resnet and vgg16");
    }

    private static int last(List<Layer> layers, String prefix) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            List<Convolution> convolutions = Architecture.convolutions(List.of(layers.get(i)));
            if (!convolutions.isEmpty() && convolutions.get(0).name().startsWith(prefix)) {
                return i;
            }
        }
        throw new IllegalArgumentException("there is no layer " + prefix + " in this network");
    }
}
