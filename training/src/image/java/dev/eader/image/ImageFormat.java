package dev.eader.image;

import dev.eader.image.ImageException.Reason;
import java.util.Arrays;
import java.util.HexFormat;

/** An accepted file format. Formats are detected from the first bytes, never from a file name. */
public enum ImageFormat {
    JPEG,
    PNG,
    WEBP;

    private static final byte[] JPEG_MAGIC = HexFormat.of().parseHex("ffd8ff");
    private static final byte[] PNG_MAGIC = HexFormat.of().parseHex("89504e470d0a1a0a");
    private static final byte[] RIFF = {'R', 'I', 'F', 'F'};
    private static final byte[] WEBP_FORM = {'W', 'E', 'B', 'P'};

    /**
     * Detects the format of an encoded image from its first 12 bytes.
     *
     * @throws ImageException with reason {@code EMPTY} or {@code UNKNOWN_FORMAT}
     */
    public static ImageFormat of(byte[] encoded) throws ImageException {
        if (encoded.length == 0) {
            throw new ImageException(Reason.EMPTY, "the image has no bytes");
        }
        if (startsWith(encoded, 0, JPEG_MAGIC)) {
            return JPEG;
        }
        if (startsWith(encoded, 0, PNG_MAGIC)) {
            return PNG;
        }
        if (startsWith(encoded, 0, RIFF) && startsWith(encoded, 8, WEBP_FORM)) {
            return WEBP;
        }
        String start = HexFormat.ofDelimiter(" ").formatHex(encoded, 0, Math.min(12, encoded.length));
        throw new ImageException(
                Reason.UNKNOWN_FORMAT,
                "the image starts with the bytes " + start + "; JPEG, PNG and WebP are accepted");
    }

    /** Returns a reader of the container structure; reads nothing yet. */
    Container open(byte[] encoded) {
        ByteReader bytes = new ByteReader(this, encoded);
        return switch (this) {
            case JPEG -> new JpegContainer(bytes);
            case PNG -> new PngContainer(bytes);
            case WEBP -> new WebpContainer(bytes);
        };
    }

    private static boolean startsWith(byte[] encoded, int at, byte[] magic) {
        int end = at + magic.length;
        return encoded.length >= end && Arrays.equals(encoded, at, end, magic, 0, magic.length);
    }
}
