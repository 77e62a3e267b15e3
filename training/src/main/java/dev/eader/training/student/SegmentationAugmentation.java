package dev.eader.training.student;

import dev.eader.training.data.Augmentation;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.SampleAxis;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Scales, crops, mirrors and recolours a picture together with its labels, as a function of a seed.
 *
 * @param size side of the square that comes out, in pixels
 * @param leastSide that a picture's long side is scaled to, and
 * @param mostSide drawn evenly on a logarithmic scale; where the crop is larger than the picture, the rest is mid-grey and
 *     its labels are unsure
 * @param color how far brightness, contrast and saturation may stray from 1, in [0,1)
 */
public record SegmentationAugmentation(int size, int leastSide, int mostSide, double color) {
    private static final float GREY = .5f;

    /**
     * @param pixels [3, size, size] in [0,1]
     * @param labels of the grid's cells, row-major: 0 background, c+1 class c, 255 unsure
     */
    public record Crop(float[] pixels, byte[] labels) {}

    /** @throws IllegalArgumentException naming what is out of range */
    public SegmentationAugmentation {
        if (size < 32 || size % 32 != 0) {
            throw new IllegalArgumentException("crops have a side that is a multiple of 32, not " + size);
        }
        if (leastSide < 1 || mostSide < leastSide) {
            throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "a long side from %d to %d: the least is at least 1, and no more than the",
                            leastSide,
                            mostSide)
                    + " most");
        }
        if (!(color >= 0 && color < 1)) {
            throw new IllegalArgumentException("colours stray by a share in [0,1), not " + color);
        }
    }

    /** @param axis of the network's output, at whose cells labels are taken */
    public Crop apply(Pixels picture, LabelFile labels, SampleAxis axis, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double share = mostSide == leastSide ? 0 : random.nextDouble();
        double side = leastSide * Math.pow((double) mostSide / leastSide, share);
        // pixels of the picture to one of the crop
        double step = Math.max(picture.width(), picture.height()) / side;
        double left = place(picture.width() - size * step, random);
        double top = place(picture.height() - size * step, random);
        boolean mirror = random.nextBoolean();
        float[] pixels = picture.crop(left, top, size * step, size * step, size, size, mirror);
        new Augmentation(size, 1, color).recolor(pixels, random);
        int cells = (int) (size / axis.stride());
        byte[] chosen = new byte[cells * cells];
        Arrays.fill(chosen, Dataset.IGNORE);
        int[] columns = new int[size];
        int[] rows = new int[size];
        for (int i = 0; i < size; i++) {
            int at = mirror ? size - 1 - i : i;
            columns[i] = inside(left + (at + .5) * step, picture.width());
            rows[i] = inside(top + (i + .5) * step, picture.height());
        }
        blank(pixels, rows, columns);
        for (int row = 0; row < cells; row++) {
            int y = rows[(int) Math.round(axis.position(row))];
            for (int column = 0; column < cells; column++) {
                int x = columns[(int) Math.round(axis.position(column))];
                if (x >= 0 && y >= 0) {
                    chosen[row * cells + column] = labels.labels()[y * labels.width() + x];
                }
            }
        }
        return new Crop(pixels, chosen);
    }

    /** Where a crop begins that leaves {@code room}; a picture that is smaller lies anywhere within the crop. */
    private static double place(double room, SplittableRandom random) {
        return random.nextDouble() * room;
    }

    /** The pixel's index, or -1 beyond the picture. */
    private static int inside(double at, int length) {
        return at < 0 || at >= length ? -1 : (int) at;
    }

    private void blank(float[] pixels, int[] rows, int[] columns) {
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
}
