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
}
