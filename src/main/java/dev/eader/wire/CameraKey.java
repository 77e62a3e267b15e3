package dev.eader.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;

/** Reads the key of a record as a camera id. Two different keys never have the same id. */
public final class CameraKey {
    /** Maximum number of bytes that {@link #display} shows in hexadecimal. */
    private static final int MAX_SHOWN_BYTES = 32;

    private CameraKey() {}

    /**
     * Returns the text of a key; empty when the key is null, has no bytes, or is not valid UTF-8.
     *
     * @param key may be null
     */
    public static Optional<String> text(byte[] key) {
        return key == null || key.length == 0 ? Optional.empty() : utf8(key);
    }

    /**
     * Returns the key for messages: its text, or the first of its bytes in hexadecimal when it is not valid UTF-8.
     *
     * @param key may be null, which gives an empty text
     */
    public static String display(byte[] key) {
        return key == null ? "" : utf8(key).orElseGet(() -> hexadecimal(key));
    }

    private static String hexadecimal(byte[] key) {
        String digits = HexFormat.of().formatHex(key, 0, Math.min(key.length, MAX_SHOWN_BYTES));
        return "0x" + digits + (key.length > MAX_SHOWN_BYTES ? "..." : "");
    }

    /** Returns the text, or empty when bytes are not valid UTF-8. The constructor of String would replace those. */
    static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
