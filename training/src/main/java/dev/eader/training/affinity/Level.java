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
    /**
     * The levels of strides 4, 8, 16 and 32, ascending; where the network dilates rather than strides, several have the
     * same.
     *
     * @throws IllegalArgumentException when it is not known where the network's levels end
     */
    public static List<Level> of(Architecture architecture) {
        List<Layer> layers = architecture.layers();
        List<Level> levels = new ArrayList<>();
        for (String end : ends(architecture.name())) {
            int layer = last(layers, end);
            List<Convolution> convolutions = Architecture.convolutions(List.of(layers.get(layer)));
            int channels = convolutions.get(convolutions.size() - 1).out();
            Lattice lattice = Lattice.PIXELS.after(layers.subList(0, layer + 1));
            levels.add(new Level(layer, channels, lattice.stride(), lattice.origin()));
        }
        return levels;
    }

    /** Where the cells of a feature map look, as layers move it. */
    private record Lattice(int stride, double origin) {
        static final Lattice PIXELS = new Lattice(1, 0);

        Lattice after(List<Layer> layers) {
            Lattice lattice = this;
            for (Layer layer : layers) {
                if (layer instanceof Convolution c) {
                    int pad = c.padsTrailing() ? 0 : c.pad();
                    lattice = lattice.after(c.dilation() * (c.kernel() - 1), pad, c.stride());
                } else if (layer instanceof Layer.MaxPool pool) {
                    lattice = lattice.after(pool.kernel() - 1, pool.pad(), pool.stride());
                } else if (layer instanceof Layer.Chain chain) {
                    lattice = lattice.after(chain.layers());
                } else if (layer instanceof Layer.Residual residual) {
                    lattice = lattice.after(residual.body());
                }
            }
            return lattice;
        }

        /** @param reach from the first to the last cell that the kernel looks at */
        private Lattice after(int reach, int pad, int step) {
            return new Lattice(stride * step, origin + stride * (reach / 2. - pad));
        }
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
