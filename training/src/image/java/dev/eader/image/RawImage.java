package dev.eader.image;

/**
 * Pixels without a container, as the sender states them. Nothing is checked before {@link
 * ImageDecoder#decode(RawImage, java.util.function.UnaryOperator)}.
 *
 * @param width in pixels, unsigned as on the wire
 * @param height in pixels, unsigned as on the wire
 * @param stride bytes from one row of the first plane to the next, unsigned; 0 means no padding
 * @param matrix conversion between YUV and RGB; ignored for other formats
 * @param range range of YUV samples; ignored for other formats
 * @param pixels rows from the top; the last row may end without its padding
 */
public record RawImage(
        int width, int height, PixelFormat format, int stride, Matrix matrix, Range range, byte[] pixels) {

    /** Without padding; YUV as BT.601 of limited range. */
    public RawImage(int width, int height, PixelFormat format, byte[] pixels) {
        this(width, height, format, 0, Matrix.BT601, Range.LIMITED, pixels);
    }

    /** The weights of red and blue in luma, of ITU-R BT.601 or BT.709. */
    public enum Matrix {
        BT601(0.299, 0.114),
        BT709(0.2126, 0.0722);

        final double red;
        final double blue;

        Matrix(double red, double blue) {
            this.red = red;
            this.blue = blue;
        }
    }

    /** Limited: Y 16 to 235, U and V 16 to 240. Full: 0 to 255. */
    public enum Range {
        LIMITED(16, 219, 224),
        FULL(0, 255, 255);

        final double black;
        final double lumaSteps;
        final double chromaSteps;

        Range(double black, double lumaSteps, double chromaSteps) {
            this.black = black;
            this.lumaSteps = lumaSteps;
            this.chromaSteps = chromaSteps;
        }
    }
}
