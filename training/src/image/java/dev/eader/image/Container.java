package dev.eader.image;

/** The structure of an encoded picture, read without decoding it. */
sealed interface Container permits JpegContainer, PngContainer, WebpContainer {

    /** The size that the header states, as stored. */
    Size size() throws ImageException;

    /**
     * Walks the container to its end, because decoders paint what they have of a cut file and call it success. Bytes
     * after the end are allowed.
     *
     * @return how the stored pixels must be turned and in which colour space they are
     * @throws ImageException {@code TRUNCATED}, {@code CORRUPT}, or {@code TOO_MANY_PIXELS} where they are gone over too often
     */
    DisplayProperties checkWhole(ImageLimits limits) throws ImageException;

    /** The file as a decoder may have it, once {@link #checkWhole} has passed: without what would animate it. */
    byte[] still();
}
