package dev.eader.training.affinity;

import dev.eader.training.network.Architecture;
import dev.eader.training.network.FeatureMap;
import dev.eader.training.network.Layer;
import dev.eader.training.network.Layer.Convolution;
import java.util.List;

/** The places in a classifier whose feature maps affinity looks at: the last layer of each of its levels. */
final class BackboneStages {
    private BackboneStages() {}

    /**
     * The levels of strides 4, 8, 16 and 32, ascending; where the network dilates rather than strides, several have the
     * same.
     *
     * @throws IllegalArgumentException when it is not known where the network's levels end
     */
    static List<FeatureMap> of(Architecture architecture) {
        List<FeatureMap> taps = FeatureMap.all(architecture.layers());
        return ends(architecture.name()).stream()
                .map(end -> taps.get(last(architecture.layers(), end)))
                .toList();
    }

    /** What the names of the convolutions begin with in the last layer of each level. */
    private static List<String> ends(String name) {
        if (name.startsWith("mobilenet_v2")) {
            return List.of("features.3.", "features.6.", "features.13.", "features.17.");
        } else if (name.startsWith("resnet")) {
            return List.of("layer1.", "layer2.", "layer3.", "layer4.");
        } else if (name.startsWith("vgg16_bn")) {
            return List.of("features.20", "features.30", "features.40");
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
