package dev.eader.image;

/**
 * Format and size of an encoded image, read without decoding it.
 *
 * @param width in pixels as stored (EXIF orientation not applied), at least 1
 * @param height in pixels as stored (EXIF orientation not applied), at least 1
 */
public record ImageHeader(ImageFormat format, int width, int height) {

    /**
     * Reads only the header; memory use does not depend on the stated size.
     *
     * @param encoded the file, or its first bytes
     * @throws ImageException with reason {@code EMPTY}, {@code UNKNOWN_FORMAT}, {@code TRUNCATED} or {@code CORRUPT}
     */
    public static ImageHeader read(byte[] encoded) throws ImageException {
        ImageFormat format = ImageFormat.of(encoded);
        Size size = format.open(encoded).size();
        return new ImageHeader(format, size.width(), size.height());
    }

    /**
     * Reads the header and checks that the file is complete and undamaged.
     *
     * @throws ImageException as {@link #read}, and with {@code TOO_MANY_PIXELS} if a side is too long or a JPEG has too
     *     many scans
     */
    public static ImageHeader readComplete(byte[] encoded, ImageLimits limits) throws ImageException {
        ImageHeader header = read(encoded);
        header.format.open(encoded).checkComplete(limits);
        return header;
    }
}
