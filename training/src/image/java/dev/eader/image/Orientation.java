package dev.eader.image;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;

/** Transforms from stored to upright pixels: the values 1 to 8 of the EXIF orientation tag, in order. */
enum Orientation {
    UPRIGHT(false, false, false),
    FLIPPED_X(false, true, false),
    ROTATED_180(false, true, true),
    FLIPPED_Y(false, false, true),
    TRANSPOSED(true, false, false),
    ROTATED_90(true, true, false),
    TRANSVERSED(true, true, true),
    ROTATED_270(true, false, true);

    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int TAG = 0x0112;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final boolean swapsAxes;
    private final boolean mirrorsX;
    private final boolean mirrorsY;

    /** The axes are swapped before they are mirrored. */
    Orientation(boolean swapsAxes, boolean mirrorsX, boolean mirrorsY) {
        this.swapsAxes = swapsAxes;
        this.mirrorsX = mirrorsX;
        this.mirrorsY = mirrorsY;
    }

    /** Reads the orientation from an EXIF block, with or without the prefix {@code Exif\0\0}; UPRIGHT if unreadable. */
    static Orientation ofExif(byte[] data, int start, int end) {
        boolean prefixed = end - start >= EXIF.length && Arrays.equals(data, start, start + EXIF.length, EXIF, 0, 6);
        return ofTiff(data, prefixed ? start + EXIF.length : start, end);
    }

    /** Reads the orientation from a TIFF block. Returns UPRIGHT if unreadable: bad metadata must not fail an image. */
    static Orientation ofTiff(byte[] data, int start, int end) {
        ByteBuffer tiff = ByteBuffer.wrap(data, start, end - start).slice();
        try {
            int byteOrder = tiff.getShort(0);
            if (byteOrder != 0x4949 && byteOrder != 0x4d4d) {
                return UPRIGHT;
            }
            tiff.order(byteOrder == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            if (tiff.getShort(2) != 42) {
                return UPRIGHT;
            }
            int directory = tiff.getInt(4);
            int entries = tiff.getShort(directory) & 0xffff;
            for (int entry = directory + 2; entries > 0; entries--, entry += 12) {
                if (tiff.getShort(entry) == TAG) {
                    long value = value(tiff, entry);
                    return value >= 1 && value <= 8 ? values()[(int) value - 1] : UPRIGHT;
                }
            }
        } catch (IndexOutOfBoundsException truncated) {
            return UPRIGHT;
        }
        return UPRIGHT;
    }

    /** Returns the value of an entry, 0 for an unsupported type. The standard requires SHORT; some programs differ. */
    private static long value(ByteBuffer tiff, int entry) {
        return switch (tiff.getShort(entry + 2)) {
            case BYTE -> tiff.get(entry + 8) & 0xff;
            case SHORT -> tiff.getShort(entry + 8) & 0xffff;
            case LONG -> tiff.getInt(entry + 8) & 0xffffffffL;
            default -> 0;
        };
    }

    /** Converts a stored size to the upright size, or the reverse. */
    Size apply(Size size) {
        return swapsAxes ? size.transposed() : size;
    }

    /** Returns the upright image; the same matrix if it is upright already. */
    Mat apply(Mat stored) {
        Mat upright = stored;
        if (swapsAxes) {
            upright = new Mat();
            transpose(stored, upright);
        }
        if (!mirrorsX && !mirrorsY) {
            return upright;
        }
        Mat mirrored = new Mat();
        int flipBoth = -1;
        int flipX = 1;
        int flipY = 0;
        flip(upright, mirrored, mirrorsX && mirrorsY ? flipBoth : mirrorsX ? flipX : flipY);
        return mirrored;
    }
}
