package dev.eader.training.student;

import dev.eader.training.network.Architecture;
import dev.eader.training.network.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * What one layer of a backbone gives.
 *
 * @param layer position in {@link Architecture#layers}
 * @param channels of its map
 * @param grid of its map
 */
public record Tap(int layer, int channels, Grid grid) {

    /** Every layer's, in order. */
    static List<Tap> all(Architecture architecture) {
        List<Tap> taps = new ArrayList<>();
        Tap last = new Tap(-1, 3, Grid.PIXELS);
        for (int i = 0; i < architecture.layers().size(); i++) {
            Tap next = last.through(architecture.layers().get(i));
            last = new Tap(i, next.channels, next.grid);
            taps.add(last);
        }
        return taps;
    }

    private Tap through(Layer layer) {
        if (layer instanceof Layer.Convolution c) {
            double centre = c.dilation() * (c.kernel() - 1) / 2. - (c.padsTrailing() ? 0 : c.pad());
            return new Tap(this.layer, c.out(), moved(c.stride(), centre));
        } else if (layer instanceof Layer.MaxPool pool) {
            return new Tap(this.layer, channels, moved(pool.stride(), (pool.kernel() - 1) / 2. - pool.pad()));
        }
        // both ways of a residual end on one grid
        List<Layer> parts = layer instanceof Layer.Residual residual ? residual.body() : ((Layer.Chain) layer).layers();
        Tap end = this;
        for (Layer part : parts) {
            end = end.through(part);
        }
        return end;
    }

    /** @param centre cell of this grid at which the first window is centred */
    private Grid moved(int step, double centre) {
        return new Grid(grid.stride() * step, grid.origin() + grid.stride() * centre);
    }
}
