package dev.eader.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;

/** The key of a record, read as a camera id. Two different keys never give the same id. */
public final class CameraKey {
    /** Bytes of a key that {@link #display} shows at most. */
    private static final int MAX_SHOWN_BYTES = 32;

    private CameraKey() {}

    /**
     * The text of a key; empty where the key is null, has no bytes, or is not valid UTF-8.
     *
     * @param key may be null
     */
    public static Optional<String> text(byte[] key) {
        return key == null || key.length == 0 ? Optional.empty() : utf8(key);
    }

    /**
     * The key for people: its text, or the beginning of its bytes in hexadecimal where it is not valid UTF-8.
     *
     * @param key may be null, which is shown as an empty text
     */
    public static String display(byte[] key) {
        return key == null ? "" : utf8(key).orElseGet(() -> hexadecimal(key));
    }

    private static String hexadecimal(byte[] key) {
        String digits = HexFormat.of().formatHex(key, 0, Math.min(key.length, MAX_SHOWN_BYTES));
        return "0x" + digits + (key.length > MAX_SHOWN_BYTES ? "..." : "");
    }

    /** Unlike the constructor of String, this does not replace invalid bytes; empty where there are any. */
    static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
