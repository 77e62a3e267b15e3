package dev.eader.training.attention;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What a network is shown of a picture, its maps to be averaged.
 *
 * @param longSide at scale 1, in pixels
 * @param scales of the long side, each in (0,4]
 * @param flip whether each scale is also shown mirrored
 */
public record Views(int longSide, List<Double> scales, boolean flip) {
    private static final double MOST = 4;

    /** @throws IllegalArgumentException when there is no scale, or one that is none */
    public Views {
        if (longSide < 1) {
            throw new IllegalArgumentException("a long side of at least 1 pixel, not " + longSide);
        }
        if (scales.isEmpty() || scales.stream().anyMatch(scale -> !(scale > 0 && scale <= MOST))) {
            throw new IllegalArgumentException(
                    "scales are above 0 and at most 4, and there is at least one; not " + scales);
        }
        scales = List.copyOf(scales);
    }

    /** The picture as a stream sees it: once. */
    public static Views single(int longSide) {
        return new Views(longSide, List.of(1.), false);
    }

    @JsonIgnore
    public boolean isSingle() {
        return !flip && scales.equals(List.of(1.));
    }

    InputSize size(int width, int height, double scale) {
        return InputSize.of(width, height, (int) Math.round(longSide * scale));
    }
}
