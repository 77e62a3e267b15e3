package dev.eader.image.maps;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Creates label maps for tests. */
public final class LabelMaps {
    private LabelMaps() {}

    /** Creates a label map from rows of characters: '.' is 0, a digit is its value. */
    static PixelLabels of(String... rows) {
        byte[] labels = new byte[rows.length * rows[0].length()];
        int at = 0;
        for (String row : rows) {
            for (char c : row.toCharArray()) {
                labels[at++] = (byte) (c == '.' ? 0 : c - '0');
            }
        }
        return new PixelLabels(rows[0].length(), rows.length, labels);
    }

    static PixelLabels filled(int width, int height, LabelAt label) {
        byte[] labels = new byte[width * height];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) label.at(i % width, i / width);
        }
        return new PixelLabels(width, height, labels);
    }

    /** Generates random label maps, from noise to a few large blocks, with labels below {@code labels}. */
    static Arbitrary<PixelLabels> any(int largestSide, int labels) {
        return Combinators.combine(
                        Arbitraries.integers().between(1, largestSide),
                        Arbitraries.integers().between(1, largestSide),
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.longs())
                .as((width, height, block, seed) -> {
                    Random random = new Random(seed);
                    byte[] coarse = new byte[(width / block + 1) * (height / block + 1)];
                    for (int i = 0; i < coarse.length; i++) {
                        coarse[i] = (byte) random.nextInt(labels);
                    }
                    return filled(width, height, (x, y) -> coarse[y / block * (width / block + 1) + x / block]);
                });
    }

    interface LabelAt {
        int at(int x, int y);
    }
}
