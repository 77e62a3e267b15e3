package dev.eader.image;

/**
 * Uncompressed pixels and their layout as stated by the sender. Only {@link ImageDecoder} checks that they match.
 *
 * @param width in pixels, unsigned 32-bit as on the wire
 * @param height in pixels, unsigned 32-bit as on the wire
 * @param stride distance between rows of the first plane in bytes, unsigned 32-bit; 0 means no padding
 * @param matrix conversion between YUV and RGB; ignored for other formats
 * @param range range of YUV samples; ignored for other formats
 * @param pixels the planes of {@code format}, rows from the top; the last row may lack its padding
 */
public record RawImage(
        int width, int height, PixelFormat format, int stride, Matrix matrix, Range range, byte[] pixels) {

    /** Creates an image without padding; YUV formats use BT.601 with limited range. */
    public RawImage(int width, int height, PixelFormat format, byte[] pixels) {
        this(width, height, format, 0, Matrix.BT601, Range.LIMITED, pixels);
    }

    /** Weights of red and blue in luma, from ITU-R BT.601-7 section 2.5.1 and BT.709-6 section 3. */
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

    /** Sample range. Limited: Y is 16 to 235, U and V are 16 to 240. Full: all are 0 to 255. */
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
