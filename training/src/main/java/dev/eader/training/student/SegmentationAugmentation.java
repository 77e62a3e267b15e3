package dev.eader.training.student;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.eader.training.data.Augmentation;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.SampleAxis;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Randomly scales, crops, mirrors and recolours an image together with its labels. The result depends on the seed only.
 *
 * @param size side of the square crop, in pixels; a multiple of 32
 * @param minLongSide smallest length to which the image's long side is scaled, in pixels
 * @param maxLongSide largest such length; lengths are distributed uniformly on a logarithmic scale. Where the crop extends
 *     beyond the image, it is mid-grey and unlabelled
 * @param color largest change of brightness, contrast and saturation, as a share in [0,1)
 */
public record SegmentationAugmentation(
        int size, @JsonProperty("leastSide") int minLongSide, @JsonProperty("mostSide") int maxLongSide, double color) {
    private static final float GREY = .5f;

    /**
     * @param pixels [3, size, size] in [0,1]
     * @param labels of the grid's cells, row-major: 0 background, c+1 class c, 255 unlabelled
     */
    public record Crop(float[] pixels, byte[] labels) {}

    /** @throws IllegalArgumentException if a value is out of its range */
    public SegmentationAugmentation {
        if (size < 32 || size % 32 != 0) {
            throw new IllegalArgumentException("the side of crops must be a multiple of 32, but is " + size);
        }
        if (minLongSide < 1 || maxLongSide < minLongSide) {
            throw new IllegalArgumentException(
                    "the long side must have a minimum of at least 1 and a maximum of at least"
                            + " the minimum, but these are " + minLongSide + " and " + maxLongSide);
        }
        if (!(color >= 0 && color < 1)) {
            throw new IllegalArgumentException("the change of colours must be in [0,1), but is " + color);
        }
    }

    /** @param axis of the network's output, at whose cells the labels are sampled */
    public Crop apply(Pixels image, LabelFile labels, SampleAxis axis, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double share = maxLongSide == minLongSide ? 0 : random.nextDouble();
        double longSide = minLongSide * Math.pow((double) maxLongSide / minLongSide, share);
        double imagePixelsPerCropPixel = Math.max(image.width(), image.height()) / longSide;
        double extent = size * imagePixelsPerCropPixel;
        double left = place(image.width() - extent, random);
        double top = place(image.height() - extent, random);
        boolean mirror = random.nextBoolean();
        float[] pixels = image.crop(left, top, extent, extent, size, size, mirror);
        new Augmentation(size, 1, color).recolor(pixels, random);
        int[] columns = new int[size];
        int[] rows = new int[size];
        for (int i = 0; i < size; i++) {
            int at = mirror ? size - 1 - i : i;
            columns[i] = index(left + (at + .5) * imagePixelsPerCropPixel, image.width());
            rows[i] = index(top + (i + .5) * imagePixelsPerCropPixel, image.height());
        }
        fillOutside(pixels, rows, columns);
        return new Crop(pixels, sample(labels, axis, rows, columns));
    }

    /** Start of the crop, if the image is longer than the crop by {@code room}, or shorter if that is negative. */
    private static double place(double room, SplittableRandom random) {
        return random.nextDouble() * room;
    }

    /** Index of the image's pixel at a position, or -1 outside the image. */
    private static int index(double at, int length) {
        return at < 0 || at >= length ? -1 : (int) at;
    }

    private void fillOutside(float[] pixels, int[] rows, int[] columns) {
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                if (rows[y] < 0 || columns[x] < 0) {
                    for (int c = 0; c < 3; c++) {
                        pixels[(c * size + y) * size + x] = GREY;
                    }
                }
            }
        }
    }

    private byte[] sample(LabelFile labels, SampleAxis axis, int[] rows, int[] columns) {
        int cells = (int) (size / axis.stride());
        byte[] sampled = new byte[cells * cells];
        Arrays.fill(sampled, Dataset.IGNORE);
        for (int row = 0; row < cells; row++) {
            int y = rows[(int) Math.round(axis.position(row))];
            for (int column = 0; column < cells; column++) {
                int x = columns[(int) Math.round(axis.position(column))];
                if (x >= 0 && y >= 0) {
                    sampled[row * cells + column] = labels.labels()[y * labels.width() + x];
                }
            }
        }
        return sampled;
    }
}
