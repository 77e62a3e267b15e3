package dev.eader.image;

import dev.eader.image.ImageException.Reason;

/**
 * Limits on the size of an image, checked before it is decoded.
 *
 * @param maxBytes limit of the encoded file or the raw pixels, in bytes, at least 1
 * @param maxPixels limit of width times height as stated by the header, 1 to 2^29, so that an RGB array can be allocated
 * @throws IllegalArgumentException if a limit is out of its range
 */
public record ImageLimits(int maxBytes, long maxPixels) {
    private static final long MAX_PIXELS = 1L << 29;
    /** Limit of scans for an image of {@code maxPixels}; smaller images may have proportionally more. Encoders use 10. */
    private static final long MAX_SCANS = 32;

    public ImageLimits {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, but is " + maxBytes);
        }
        if (maxPixels < 1 || maxPixels > MAX_PIXELS) {
            throw new IllegalArgumentException("maxPixels must be 1 to " + MAX_PIXELS + ", but is " + maxPixels);
        }
    }

    void checkBytes(int bytes) throws ImageException {
        if (bytes == 0) {
            throw new ImageException(Reason.EMPTY, "the image has no bytes");
        }
        if (bytes > maxBytes) {
            throw new ImageException(
                    Reason.TOO_MANY_BYTES,
                    "the image has " + bytes + " bytes; at most " + maxBytes + " bytes are accepted");
        }
    }

    void checkPixels(Size size) throws ImageException {
        if (size.pixels() > maxPixels) {
            throw tooManyPixels("the image has " + size + " = " + size.pixels() + " pixels; at most " + maxPixels
                    + " pixels are accepted");
        }
    }

    /** @param maxSide longest side that the decoder of this format accepts, in pixels */
    void checkSides(ImageFormat format, Size size, int maxSide) throws ImageException {
        if (Math.max(size.width(), size.height()) > maxSide) {
            throw tooManyPixels(
                    "the " + format + " has " + size + " pixels; at most " + maxSide + " pixels per side are accepted");
        }
    }

    /** Limits the scans of a progressive JPEG: each costs a pass over all pixels, even if it has only a few bytes. */
    void checkScans(Size size, int scans) throws ImageException {
        if (scans * size.pixels() > MAX_SCANS * maxPixels) {
            throw tooManyPixels("the JPEG of " + size + " pixels has " + scans + " or more scans; at most "
                    + MAX_SCANS * maxPixels / size.pixels() + " scans are accepted at this size");
        }
    }

    private static ImageException tooManyPixels(String message) {
        return new ImageException(Reason.TOO_MANY_PIXELS, message);
    }
}
