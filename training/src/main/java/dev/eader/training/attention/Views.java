package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.eader.training.data.Pixels;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The views of an image over which a network's results are averaged.
 *
 * @param longSide of the input at scale 1, in pixels
 * @param scales factors of the long side, each in (0,4]
 * @param flip whether the mirror image is used as well at each scale
 */
public record Views(int longSide, List<Double> scales, boolean flip) {
    private static final double MAX_SCALE = 4;

    /** @throws IllegalArgumentException if there is no scale, or a value is out of its range */
    public Views {
        if (longSide < 1) {
            throw new IllegalArgumentException("the long side must be at least 1 pixel, but is " + longSide);
        }
        if (scales.isEmpty() || scales.stream().anyMatch(scale -> !(scale > 0 && scale <= MAX_SCALE))) {
            throw new IllegalArgumentException(
                    "there must be at least one scale, and each must be above 0 and at most 4, but they are " + scales);
        }
        scales = List.copyOf(scales);
    }

    /** One view at scale 1, as the service uses it. */
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

    /** Converts an image, followed by its mirror image if requested, to [1 or 2, 3, height, width] in [0,1]. */
    public NDArray input(NDManager scope, Pixels pixels) {
        NDArray image = image(scope, pixels);
        return flip ? NDArrays.concat(new NDList(image, image.flip(3))) : image;
    }

    /** Converts an image to [1, 3, height, width] in [0,1]. */
    static NDArray image(NDManager scope, Pixels pixels) {
        Shape shape = new Shape(1, pixels.height(), pixels.width(), 3);
        NDArray bytes = scope.create(ByteBuffer.wrap(pixels.rgb()), shape, DataType.UINT8);
        return bytes.toType(DataType.FLOAT32, false).div(255).transpose(0, 3, 1, 2);
    }
}
