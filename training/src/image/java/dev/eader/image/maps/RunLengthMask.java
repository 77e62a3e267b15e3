package dev.eader.image.maps;

import dev.eader.image.Size;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A mask in COCO's compressed run-length encoding: what pycocotools reads as {@code {"size": [height, width], "counts":
 * counts}}.
 *
 * <p>Runs go down the columns, columns from the left, beginning with a run of pixels outside (perhaps 0 long). From the
 * fourth on, each run is written as its difference to the run two before. Numbers are split into groups of five bits,
 * lowest first, with bit 5 set where more follow and the last group's bit 4 as the sign; each group is a character from
 * '0' on.
 *
 * @param height in pixels
 * @param width in pixels
 */
public record RunLengthMask(int height, int width, String counts) {
    private static final int TILE = 64;

    /** The mask of the pixels that have this label. */
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
     * The mask as a label map of 1 inside and 0 outside.
     *
     * @throws IllegalArgumentException when the counts are no encoding of a mask of this size
     */
    public PixelLabels decode() {
        byte[] labels = new byte[Math.toIntExact(new Size(width, height).pixels())];
        long[] runs = runs();
        long at = 0;
        for (int i = 0; i < runs.length; i++) {
            if (runs[i] < 0 || runs[i] > labels.length - at) {
                throw new IllegalArgumentException("run " + i + " of the mask is " + runs[i] + " long, with "
                        + (labels.length - at) + " pixels left of " + width + "x" + height);
            }
            long end = at + runs[i];
            for (; i % 2 == 1 && at < end; at++) {
                labels[(int) (at % height * width + at / height)] = 1;
            }
            at = end;
        }
        if (at != labels.length) {
            throw new IllegalArgumentException(
                    "the mask's runs cover " + at + " pixels; " + width + "x" + height + " needs " + labels.length);
        }
        return new PixelLabels(width, height, labels);
    }

    /** A tile of columns, each made contiguous: reading bytes a row apart would miss the cache at every pixel. */
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
                    throw new IllegalArgumentException("the mask's counts are broken before character " + at);
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

    /** The string in the making. */
    private static final class Counts {
        private byte[] characters = new byte[256];
        private int length;
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
                append((int) (more ? group | 0x20 : group) + '0');
            }
        }

        private void append(int character) {
            if (length == characters.length) {
                characters = Arrays.copyOf(characters, 2 * length);
            }
            characters[length++] = (byte) character;
        }

        @Override
        public String toString() {
            return new String(characters, 0, length, StandardCharsets.ISO_8859_1);
        }
    }
}
