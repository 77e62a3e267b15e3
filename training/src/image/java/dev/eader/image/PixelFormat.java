package dev.eader.image;

/** Layouts of raw pixels. YUV formats have 8 bits a sample, chroma halved horizontally and, where 4:2:0, vertically. */
public enum PixelFormat {
    /** 3 bytes a pixel. */
    RGB(3, Kind.PACKED),
    /** 3 bytes a pixel. */
    BGR(3, Kind.PACKED),
    /** 1 byte a pixel. */
    GRAY(1, Kind.PACKED),
    /** 4 bytes a pixel, the last ignored. */
    RGBA(4, Kind.PACKED),
    /** 4 bytes a pixel, the last ignored. */
    BGRA(4, Kind.PACKED),
    /** 2 bytes a pixel, little endian; the upper 8 bits are used. */
    GRAY16(2, Kind.PACKED),
    /** 4:2:0: Y plane, then rows of U V pairs. */
    NV12(1, Kind.PLANES_420),
    /** 4:2:0: Y plane, then rows of V U pairs. */
    NV21(1, Kind.PLANES_420),
    /** 4:2:0: Y plane, U plane, V plane; rows of U and V have half the stride. */
    I420(1, Kind.PLANES_420),
    /** 4:2:2: Y U Y V for two pixels. */
    YUYV(2, Kind.PACKED_422),
    /** 4:2:2: U Y V Y for two pixels. */
    UYVY(2, Kind.PACKED_422);

    private enum Kind {
        PACKED,
        PACKED_422,
        PLANES_420
    }

    private final int bytes;
    private final Kind kind;

    PixelFormat(int bytes, Kind kind) {
        this.bytes = bytes;
        this.kind = kind;
    }

    /** Bytes of a pixel in the first plane. */
    int bytes() {
        return bytes;
    }

    boolean isYuv() {
        return kind != Kind.PACKED;
    }

    boolean is420() {
        return kind == Kind.PLANES_420;
    }

    /** Whether the width must be even. */
    boolean needsEvenWidth() {
        return isYuv();
    }

    /** Whether the height must be even. */
    boolean needsEvenHeight() {
        return is420();
    }

    /** Rows of {@code stride} bytes that a picture of this height has, all planes together. */
    long rows(int height) {
        return is420() ? height + height / 2L : height;
    }
}
