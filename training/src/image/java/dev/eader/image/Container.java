package dev.eader.image;

/** Reads the structure of an encoded image without decoding its pixels. Thread-safe. */
sealed interface Container permits JpegContainer, PngContainer, WebpContainer {

    /** Returns the size that the header states, before the orientation is applied. */
    Size size() throws ImageException;

    /**
     * Checks the file up to its end marker. This check is necessary because decoders return a truncated file as a partly
     * filled image without an error. Bytes after the end marker are ignored.
     *
     * @throws ImageException with reason {@code TRUNCATED}, {@code CORRUPT}, or {@code TOO_MANY_PIXELS} if a side is too
     *     long or a JPEG has too many scans
     */
    DisplayProperties checkComplete(ImageLimits limits) throws ImageException;

    /** Returns the file without the parts that OpenCV cannot process; call {@link #checkComplete} first. */
    byte[] decodableBytes();
}
