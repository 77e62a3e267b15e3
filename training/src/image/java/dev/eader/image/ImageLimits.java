package dev.eader.image;

import dev.eader.image.ImageException.Reason;

/**
 * How large a picture may be.
 *
 * @param maxBytes bytes as it came, encoded or raw, at least 1
 * @param maxPixels pixels by its header, 1 to 2^29, so that three bytes for each fit an array
 * @throws IllegalArgumentException when a limit is out of its range
 */
public record ImageLimits(int maxBytes, long maxPixels) {
    private static final long MAX_PIXELS = 1L << 29;
    /** Of a picture of the most pixels; of a smaller one, as many as come to the same work. Encoders make ten. */
    private static final long MAX_SCANS = 32;

    public ImageLimits {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("the limit of bytes must be at least 1, found " + maxBytes);
        }
        if (maxPixels < 1 || maxPixels > MAX_PIXELS) {
            throw new IllegalArgumentException(
                    "the limit of pixels must be in 1.." + MAX_PIXELS + ", found " + maxPixels);
        }
    }

    void checkBytes(int bytes) throws ImageException {
        if (bytes == 0) {
            throw new ImageException(Reason.EMPTY, "the picture has no bytes");
        }
        if (bytes > maxBytes) {
            throw new ImageException(
                    Reason.TOO_MANY_BYTES, "the picture has " + bytes + " bytes; up to " + maxBytes + " are accepted");
        }
    }

    void checkPixels(Size size) throws ImageException {
        if (size.pixels() > maxPixels) {
            throw new ImageException(
                    Reason.TOO_MANY_PIXELS,
                    "the picture has " + size + " = " + size.pixels() + " pixels; up to " + maxPixels
                            + " are accepted");
        }
    }

    /** @param maxSide the longest side, in pixels, that the decoder of this format takes */
    void checkSides(ImageFormat format, Size size, int maxSide) throws ImageException {
        if (Math.max(size.width(), size.height()) > maxSide) {
            throw new ImageException(
                    Reason.TOO_MANY_PIXELS,
                    "the " + format + " has " + size + " pixels; each side may have up to " + maxSide);
        }
    }

    /** A progressive JPEG goes over all its pixels in every scan: a few kilobytes could ask for minutes. */
    void checkScans(Size size, int scans) throws ImageException {
        if (scans * size.pixels() > MAX_SCANS * maxPixels) {
            throw new ImageException(
                    Reason.TOO_MANY_PIXELS,
                    "the picture goes over its " + size + " pixels in " + scans + " scans or more; up to "
                            + MAX_SCANS * maxPixels / size.pixels() + " are accepted at this size");
        }
    }
}
