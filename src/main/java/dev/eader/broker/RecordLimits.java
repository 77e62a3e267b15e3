package dev.eader.broker;

/**
 * Sizes of records that follow from {@code eader.image.max-bytes}, in bytes. Clients, topics and the embedded broker use
 * them, so that one option sets all limits.
 *
 * @param frameBytes maximum of a record on the frames' topic: the picture and 1 MiB for everything else
 * @param recordBytes maximum of a record on the other topics: a frame, and 1 MiB for what a dead letter adds
 */
public record RecordLimits(int frameBytes, int recordBytes) {
    private static final int ENVELOPE = 1 << 20;
    private static final int DEFAULT_IMAGE_BYTES = 8 << 20;

    /** The limits at the default of {@code eader.image.max-bytes}, 8 MiB. */
    public static final RecordLimits DEFAULT = ofImages(DEFAULT_IMAGE_BYTES);

    /** @param maxImageBytes the value of {@code eader.image.max-bytes}; above 2 GiB - 4 MiB counts as that */
    public static RecordLimits ofImages(int maxImageBytes) {
        int image = Math.min(Math.max(0, maxImageBytes), Integer.MAX_VALUE - 4 * ENVELOPE);
        return new RecordLimits(image + ENVELOPE, image + 2 * ENVELOPE);
    }

    /** Records in one poll: 32, and fewer for large frames, so that a poll of the largest keeps its size in memory. */
    public int recordsInPoll() {
        return (int) Math.max(2, Math.min(32, 32L * DEFAULT.frameBytes / frameBytes));
    }
}
