package dev.eader.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Converts and joins the bands of pixels for {@link OddPictures}. */
final class PixelBands {
    private PixelBands() {}

    /** Returns Adobe's inverted CMYK, where R = C K / 255. */
    static int[] cmyk(int[] rgb) {
        int black = 240;
        return new int[] {
            Math.round(rgb[0] * 255f / black),
            Math.round(rgb[1] * 255f / black),
            Math.round(rgb[2] * 255f / black),
            black
        };
    }

    /** Returns YCCK: its first three bands are the YCbCr of the complements of C, M and Y. */
    static int[] ycck(int[] rgb) {
        int[] cmyk = cmyk(rgb);
        int red = 255 - cmyk[0];
        int blue = 255 - cmyk[2];
        double luma = 0.299 * red + 0.587 * (255 - cmyk[1]) + 0.114 * blue;
        return new int[] {
            (int) Math.round(luma),
            (int) Math.round((blue - luma) / 1.772 + 128),
            (int) Math.round((red - luma) / 1.402 + 128),
            cmyk[3]
        };
    }

    static int[][] first(int[][] colours, int divisor) {
        return Arrays.stream(colours)
                .map(colour -> new int[] {colour[0] / divisor})
                .toArray(int[][]::new);
    }

    static int[][] join(int[][] colours, int[][] more) {
        int[][] joined = new int[colours.length][];
        for (int i = 0; i < colours.length; i++) {
            joined[i] = Arrays.copyOf(colours[i], colours[i].length + 1);
            joined[i][colours[i].length] = more[i][0];
        }
        return joined;
    }

    static byte[] bytes(int[]... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int[] part : values) {
            for (int value : part) {
                bytes.write(value);
            }
        }
        return bytes.toByteArray();
    }
}
