package dev.eader.training.attention;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * The versions of a picture whose attention maps are combined (test-time augmentation).
 *
 * @param longSide long side of the network's input at scale 1, in pixels
 * @param scales factors of the long side, each in (0, 4]
 * @param flip whether each scale is also mirrored horizontally
 */
public record Views(int longSide, List<Double> scales, boolean flip) {
    private static final double MAX_SCALE = 4;

    /** @throws IllegalArgumentException if there is no scale, or a value is out of range */
    public Views {
        if (longSide < 1) {
            throw new IllegalArgumentException("the long side must be at least 1 pixel, but is " + longSide);
        }
        if (scales.isEmpty() || scales.stream().anyMatch(scale -> !(scale > 0 && scale <= MAX_SCALE))) {
            throw new IllegalArgumentException(
                    "scales must be one or more numbers above 0 and at most 4, but are " + scales);
        }
        scales = List.copyOf(scales);
    }

    /** The picture itself at scale 1, as the service runs it. */
    public static Views single(int longSide) {
        return new Views(longSide, List.of(1.), false);
    }

    /** Whether there is only the picture itself at scale 1. */
    @JsonIgnore
    public boolean isSingle() {
        return !flip && scales.equals(List.of(1.));
    }

    InputSize size(int width, int height, double scale) {
        return InputSize.of(width, height, (int) Math.round(longSide * scale));
    }
}
