package dev.eader.image;

/**
 * Pixels without a container, as a sender states them: nothing is checked before {@link ImageDecoder#decode(RawImage,
 * java.util.function.UnaryOperator)}.
 *
 * @param width in pixels, unsigned as on the wire
 * @param height in pixels, unsigned as on the wire
 * @param pixels rows from the top, no padding: width x height x {@link PixelFormat#channels()} bytes
 */
public record RawImage(int width, int height, PixelFormat format, byte[] pixels) {}
