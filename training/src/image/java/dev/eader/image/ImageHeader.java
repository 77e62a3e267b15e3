package dev.eader.image;

/**
 * What a picture's container says of it, before anything is decoded.
 *
 * @param width in pixels as stored, at least 1; EXIF rotation is not applied
 * @param height in pixels as stored, at least 1
 */
public record ImageHeader(ImageFormat format, int width, int height) {

    /**
     * Reads format and size and nothing else: constant memory, whatever size is claimed.
     *
     * @throws ImageException {@code EMPTY}, {@code UNKNOWN_FORMAT}, {@code TRUNCATED} or {@code CORRUPT}
     */
    public static ImageHeader read(byte[] encoded) throws ImageException {
        ImageFormat format = ImageFormat.of(encoded);
        Size size = format.open(encoded).size();
        return new ImageHeader(format, size.width(), size.height());
    }

    /**
     * Reads the header and checks that the file is complete and undamaged, without decoding a PNG or WebP.
     *
     * @throws ImageException as {@link #read}, and {@code TOO_MANY_PIXELS} when the image exceeds {@code limits}
     */
    public static ImageHeader readComplete(byte[] encoded, ImageLimits limits) throws ImageException {
        ImageHeader header = read(encoded);
        header.format().open(encoded).checkWhole(limits);
        return header;
    }
}
