package dev.eader.training.affinity;

import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.SampleGrid;
import java.util.SplittableRandom;

/**
 * A square crop of an image and its labels. Where it extends beyond the image, edge pixels are repeated and labels are uncertain.
 *
 * @param size side of the result, in pixels
 * @param left edge in the image, in pixels
 * @param top edge in the image, in pixels
 * @param extent side in the image, in pixels
 * @param mirror whether to mirror the crop horizontally
 */
public record RandomCrop(int size, double left, double top, double extent, boolean mirror) {

    /**
     * Draws a crop at random.
     *
     * @param longSide length to which the image's long side is scaled before cropping, in pixels
     * @param zoom largest factor, at least 1, by which the scale differs from that in either direction
     */
    public static RandomCrop random(Pixels image, int size, int longSide, double zoom, SplittableRandom random) {
        double scale = (double) longSide / Math.max(image.width(), image.height());
        double extent = size / scale * Math.exp(random.nextDouble(-1, 1) * Math.log(zoom));
        double left = random.nextDouble() * (image.width() - extent);
        double top = random.nextDouble() * (image.height() - extent);
        return new RandomCrop(size, left, top, extent, random.nextBoolean());
    }

    /** @return [3, size, size] in [0,1] */
    public float[] pixels(Pixels image) {
        return image.crop(left, top, extent, extent, size, size, mirror);
    }

    /**
     * Samples the labels at the cells of a feature map.
     *
     * @param labels of the whole image, at any resolution
     * @param grid of the feature map, in the crop
     * @return row-major
     */
    public byte[] labels(Pixels image, LabelFile labels, SampleGrid grid) {
        byte[] sampled = new byte[grid.size()];
        int columns = grid.columns();
        for (int i = 0; i < sampled.length; i++) {
            double position = grid.horizontal().position(i % columns);
            double x = left + ((mirror ? size - 1 - position : position) + .5) * extent / size;
            double y = top + (grid.vertical().position(i / columns) + .5) * extent / size;
            int column = (int) Math.floor(x * labels.width() / image.width());
            int row = (int) Math.floor(y * labels.height() / image.height());
            boolean inside = column >= 0 && column < labels.width() && row >= 0 && row < labels.height();
            sampled[i] = inside ? labels.labels()[row * labels.width() + column] : Dataset.IGNORE;
        }
        return sampled;
    }
}
