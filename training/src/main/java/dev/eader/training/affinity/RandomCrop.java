package dev.eader.training.affinity;

import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.SampleGrid;
import java.util.SplittableRandom;

/**
 * A square window of a picture, for its pixels and its labels alike. It may reach beyond the picture's edge, where pixels
 * repeat and nothing is sure.
 *
 * @param size side in pixels, once it is cut out
 * @param left edge in pixels of the picture
 * @param top edge in pixels of the picture
 * @param extent side in pixels of the picture
 * @param mirror whether left and right change sides
 */
public record RandomCrop(int size, double left, double top, double extent, boolean mirror) {

    /**
     * @param longSide that the picture is thought to be scaled to
     * @param zoom how far the scale may stray from that, either way: a factor of at least 1
     */
    public static RandomCrop random(Pixels picture, int size, int longSide, double zoom, SplittableRandom random) {
        double scale = (double) longSide / Math.max(picture.width(), picture.height());
        double extent = size / scale * Math.exp(random.nextDouble(-1, 1) * Math.log(zoom));
        double left = random.nextDouble() * (picture.width() - extent);
        double top = random.nextDouble() * (picture.height() - extent);
        return new RandomCrop(size, left, top, extent, random.nextBoolean());
    }

    /** @return [3, size, size] in [0,1] */
    public float[] pixels(Pixels picture) {
        return picture.crop(left, top, extent, extent, size, size, mirror);
    }

    /**
     * The labels at the pixels that the cells of a feature map look at.
     *
     * @param labels over the whole picture, at any resolution
     * @param cells where they lie in the crop
     * @return row-major
     */
    public byte[] labels(Pixels picture, LabelFile labels, SampleGrid cells) {
        byte[] found = new byte[cells.size()];
        int columns = cells.columns();
        for (int i = 0; i < found.length; i++) {
            double x = cells.horizontal().position(i % columns);
            double across = left + ((mirror ? size - 1 - x : x) + .5) * extent / size;
            double down = top + (cells.vertical().position(i / columns) + .5) * extent / size;
            int column = (int) Math.floor(across * labels.width() / picture.width());
            int row = (int) Math.floor(down * labels.height() / picture.height());
            boolean inside = column >= 0 && column < labels.width() && row >= 0 && row < labels.height();
            found[i] = inside ? labels.labels()[row * labels.width() + column] : Dataset.IGNORE;
        }
        return found;
    }
}
