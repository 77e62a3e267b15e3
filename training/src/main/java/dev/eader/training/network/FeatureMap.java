package dev.eader.training.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Describes the output of one layer of a network.
 *
 * @param layer index in {@link Architecture#layers}; -1 is the input image
 * @param channels number of channels
 * @param axis positions of the cells in the input image, the same vertically and horizontally
 */
public record FeatureMap(int layer, int channels, SampleAxis axis) {
    private static final FeatureMap IMAGE = new FeatureMap(-1, 3, SampleAxis.PIXELS);

    /** The outputs of all layers, in order. */
    public static List<FeatureMap> all(List<Layer> layers) {
        List<FeatureMap> maps = new ArrayList<>();
        FeatureMap last = IMAGE;
        for (int i = 0; i < layers.size(); i++) {
            FeatureMap next = last.through(layers.get(i));
            last = new FeatureMap(i, next.channels, next.axis);
            maps.add(last);
        }
        return maps;
    }

    /** The output of the last layer; the input image if there is no layer. */
    static FeatureMap last(List<Layer> layers) {
        List<FeatureMap> maps = all(layers);
        return maps.isEmpty() ? IMAGE : maps.get(maps.size() - 1);
    }

    private FeatureMap through(Layer layer) {
        if (layer instanceof Layer.Convolution c) {
            double centre = c.dilation() * (c.kernel() - 1) / 2. - (c.padsTrailing() ? 0 : c.pad());
            return new FeatureMap(this.layer, c.out(), axis.afterWindow(c.stride(), centre));
        } else if (layer instanceof Layer.MaxPool pool) {
            double centre = (pool.kernel() - 1) / 2. - pool.pad();
            return new FeatureMap(this.layer, channels, axis.afterWindow(pool.stride(), centre));
        }
        // body and shortcut of a residual layer end at the same positions
        List<Layer> parts = layer instanceof Layer.Residual residual ? residual.body() : ((Layer.Chain) layer).layers();
        FeatureMap end = this;
        for (Layer part : parts) {
            end = end.through(part);
        }
        return end;
    }
}
