package dev.eader.image;

import dev.eader.image.ImageException.Reason;
import java.nio.charset.StandardCharsets;

/** Reads numbers from an encoded image by offset. Reading past the end throws an ImageException ({@code TRUNCATED}). */
record ByteReader(ImageFormat format, byte[] data) {

    int u8(long at) throws ImageException {
        require(at + 1);
        return data[(int) at] & 0xff;
    }

    int u16be(long at) throws ImageException {
        return u8(at) << 8 | u8(at + 1);
    }

    long u32be(long at) throws ImageException {
        return (long) u16be(at) << 16 | u16be(at + 2);
    }

    int u16le(long at) throws ImageException {
        return u8(at) | u8(at + 1) << 8;
    }

    int u24le(long at) throws ImageException {
        return u16le(at) | u8(at + 2) << 16;
    }

    long u32le(long at) throws ImageException {
        return u16le(at) | (long) u16le(at + 2) << 16;
    }

    /** Returns the four-character chunk name at an offset. */
    String tag(long at) throws ImageException {
        require(at + 4);
        return new String(data, (int) at, 4, StandardCharsets.ISO_8859_1);
    }

    void require(long end) throws ImageException {
        if (end > data.length) {
            throw truncated();
        }
    }

    ImageException truncated() {
        return new ImageException(
                Reason.TRUNCATED, "the " + format + " ends after " + data.length + " bytes, before it is complete");
    }

    ImageException incomplete(String problem) {
        return new ImageException(Reason.TRUNCATED, "the " + format + " is incomplete: " + problem);
    }

    /** Returns the size that a header states. */
    Size size(long width, long height) throws ImageException {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw corrupt("its header states " + width + "x" + height + " pixels; each side must be 1 to "
                    + Integer.MAX_VALUE);
        }
        return new Size((int) width, (int) height);
    }

    ImageException corrupt(String problem) {
        return new ImageException(Reason.CORRUPT, "the " + format + " is corrupt: " + problem);
    }
}
