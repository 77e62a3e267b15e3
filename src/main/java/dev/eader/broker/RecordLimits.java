package dev.eader.broker;

/**
 * Maximum record sizes in bytes, derived from {@code eader.image.max-bytes}. Clients, topics and the embedded broker use
 * them, so that one option sets all limits.
 *
 * @param frameBytes maximum for the frames topic: the image plus 1 MiB for all other fields and headers
 * @param recordBytes maximum for the other topics: a frame plus 1 MiB for the headers of a dead letter
 */
public record RecordLimits(int frameBytes, int recordBytes) {
    private static final int ENVELOPE = 1 << 20;
    private static final int DEFAULT_IMAGE_BYTES = 8 << 20;

    /** The limits at the default of {@code eader.image.max-bytes}, 8 MiB. */
    public static final RecordLimits DEFAULT = ofImages(DEFAULT_IMAGE_BYTES);

    /** @param maxImageBytes the value of {@code eader.image.max-bytes}; values above 2 GiB - 4 MiB are reduced to it */
    public static RecordLimits ofImages(int maxImageBytes) {
        int image = Math.min(Math.max(0, maxImageBytes), Integer.MAX_VALUE - 4 * ENVELOPE);
        return new RecordLimits(image + ENVELOPE, image + 2 * ENVELOPE);
    }

    /** Maximum records per poll: 32, and fewer for large frames, so that a poll needs no more memory than at the default. */
    public int recordsInPoll() {
        return (int) Math.max(2, Math.min(32, 32L * DEFAULT.frameBytes / frameBytes));
    }
}
