package dev.eader.training.affinity;

import dev.eader.training.network.Architecture;
import dev.eader.training.network.FeatureMap;
import dev.eader.training.network.Layer;
import dev.eader.training.network.Layer.Convolution;
import java.util.List;

/** Finds the feature maps of a classifier from which affinity is computed: the last layer of each stage. */
final class BackboneStages {
    private BackboneStages() {}

    /**
     * Returns the feature maps of the stages, ascending. Their strides are 4, 8, 16 and 32 at most; with dilation instead of
     * stride, several have the same.
     *
     * @throws IllegalArgumentException if the stages of the architecture are not known
     */
    static List<FeatureMap> of(Architecture architecture) {
        List<FeatureMap> maps = FeatureMap.all(architecture.layers());
        return prefixes(architecture.name()).stream()
                .map(prefix -> maps.get(last(architecture.layers(), prefix)))
                .toList();
    }

    /** Prefixes of the names of the convolutions in the last layer of each stage. */
    private static List<String> prefixes(String name) {
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
                "affinity does not support the network " + name + "; it supports mobilenet_v2, resnet and vgg16");
    }

    private static int last(List<Layer> layers, String prefix) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            List<Convolution> convolutions = Architecture.convolutions(List.of(layers.get(i)));
            if (!convolutions.isEmpty() && convolutions.get(0).name().startsWith(prefix)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the network has no layer '" + prefix + "'");
    }
}
