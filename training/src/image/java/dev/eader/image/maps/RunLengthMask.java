package dev.eader.image.maps;

import dev.eader.image.Size;
import java.util.Arrays;

/**
 * A mask in COCO's compressed run-length encoding, as defined by {@code rleEncode} and {@code rleToString} in
 * <a href="https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c">maskApi.c</a>. pycocotools reads it as
 * {@code {"size": [height, width], "counts": counts}}.
 *
 * <p>Runs alternate between outside and inside, start with outside (possibly of length 0), and follow the columns from top
 * to bottom, columns from left to right. From the fourth run on, the difference to the run two before is stored. Numbers
 * are split into groups of five bits, lowest first; bit 5 is set if another group follows, and bit 4 of the last group is
 * the sign. Each group is stored as a character, starting at '0'.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 * @param counts encoded runs, characters '0' to 'o'
 */
public record RunLengthMask(int height, int width, String counts) {
    /** Number of columns that are transposed together. */
    private static final int TILE = 64;

    /**
     * Encodes the pixels of one label.
     *
     * @param label 0 to 255
     */
    public static RunLengthMask encode(PixelLabels map, int label) {
        Counts counts = new Counts();
        byte[] columns = new byte[map.height() * Math.min(TILE, map.width())];
        boolean inside = false;
        long run = 0;
        for (int left = 0; left < map.width(); left += TILE) {
            int length = transpose(map, left, columns);
            for (int i = 0; i < length; i++) {
                if (((columns[i] & 0xff) == label) != inside) {
                    counts.add(run);
                    inside = !inside;
                    run = 0;
                }
                run++;
            }
        }
        counts.add(run);
        return new RunLengthMask(map.height(), map.width(), counts.toString());
    }

    /**
     * Decodes the mask.
     *
     * @return a label map with 1 inside and 0 outside
     * @throws IllegalArgumentException if the counts do not encode a mask of this size
     */
    public PixelLabels decode() {
        byte[] labels = new byte[Math.toIntExact(new Size(width, height).pixels())];
        long[] runs = runs();
        long at = 0;
        for (int i = 0; i < runs.length; i++) {
            if (runs[i] < 0 || runs[i] > labels.length - at) {
                throw new IllegalArgumentException("run " + i + " of the mask has " + runs[i] + " pixels, but only "
                        + (labels.length - at) + " of " + width + "x" + height + " are left");
            }
            long end = at + runs[i];
            for (; i % 2 == 1 && at < end; at++) {
                labels[(int) (at % height * width + at / height)] = 1;
            }
            at = end;
        }
        if (at != labels.length) {
            throw new IllegalArgumentException("the runs of the mask cover " + at + " pixels; " + width + "x" + height
                    + " needs " + labels.length);
        }
        return new PixelLabels(width, height, labels);
    }

    /**
     * Copies up to {@link #TILE} columns so that each is contiguous, because reading down a column of the map would cause a
     * cache miss per pixel.
     *
     * @return the number of bytes copied
     */
    private static int transpose(PixelLabels map, int left, byte[] columns) {
        int right = Math.min(left + TILE, map.width());
        for (int y = 0; y < map.height(); y++) {
            int row = y * map.width();
            for (int x = left, to = y; x < right; x++, to += map.height()) {
                columns[to] = map.labels()[row + x];
            }
        }
        return (right - left) * map.height();
    }

    private long[] runs() {
        long[] runs = new long[counts.length()];
        int length = 0;
        for (int at = 0; at < counts.length(); length++) {
            long value = 0;
            int group;
            int shift = 0;
            do {
                group = at < counts.length() ? counts.charAt(at++) - '0' : -1;
                if (group < 0 || group > 63 || shift > 55) {
                    throw new IllegalArgumentException("the counts of the mask are invalid at character " + at
                            + "; characters '0' to 'o' are accepted");
                }
                value |= (group & 0x1fL) << shift;
                shift += 5;
            } while ((group & 0x20) != 0);
            if ((group & 0x10) != 0) {
                value |= -1L << shift;
            }
            runs[length] = length > 2 ? value + runs[length - 2] : value;
        }
        return Arrays.copyOf(runs, length);
    }

    /** Builds the string of counts. */
    private static final class Counts {
        private final StringBuilder characters = new StringBuilder(256);
        private int runs;
        private long last;
        private long beforeLast;

        void add(long run) {
            long value = runs > 2 ? run - beforeLast : run;
            beforeLast = last;
            last = run;
            runs++;
            boolean more = true;
            while (more) {
                long group = value & 0x1f;
                value >>= 5;
                more = (group & 0x10) != 0 ? value != -1 : value != 0;
                characters.append((char) ((more ? group | 0x20 : group) + '0'));
            }
        }

        @Override
        public String toString() {
            return characters.toString();
        }
    }
}
