package dev.eader.training.network;

import java.util.ArrayList;
import java.util.List;

/**
 * What one layer of a network gives.
 *
 * @param layer position in {@link Architecture#layers}; -1 is the picture
 * @param channels of its map
 * @param grid of its map
 */
public record Tap(int layer, int channels, Grid grid) {
    private static final Tap PICTURE = new Tap(-1, 3, Grid.PIXELS);

    /** Every layer's, in order. */
    public static List<Tap> all(List<Layer> layers) {
        List<Tap> taps = new ArrayList<>();
        Tap last = PICTURE;
        for (int i = 0; i < layers.size(); i++) {
            Tap next = last.through(layers.get(i));
            last = new Tap(i, next.channels, next.grid);
            taps.add(last);
        }
        return taps;
    }

    /** The last layer's; the picture itself where there is none. */
    static Tap last(List<Layer> layers) {
        List<Tap> taps = all(layers);
        return taps.isEmpty() ? PICTURE : taps.get(taps.size() - 1);
    }

    private Tap through(Layer layer) {
        if (layer instanceof Layer.Convolution c) {
            double centre = c.dilation() * (c.kernel() - 1) / 2. - (c.padsTrailing() ? 0 : c.pad());
            return new Tap(this.layer, c.out(), grid.moved(c.stride(), centre));
        } else if (layer instanceof Layer.MaxPool pool) {
            return new Tap(this.layer, channels, grid.moved(pool.stride(), (pool.kernel() - 1) / 2. - pool.pad()));
        }
        // both ways of a residual end on one grid
        List<Layer> parts = layer instanceof Layer.Residual residual ? residual.body() : ((Layer.Chain) layer).layers();
        Tap end = this;
        for (Layer part : parts) {
            end = end.through(part);
        }
        return end;
    }
}
