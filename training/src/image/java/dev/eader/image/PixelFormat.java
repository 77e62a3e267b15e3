package dev.eader.image;

/**
 * Layout of raw pixels. YUV formats have 8 bits per sample; chroma has half the width and, in 4:2:0 formats, half the
 * height.
 */
public enum PixelFormat {
    /** 3 bytes per pixel. */
    RGB(3, Layout.PACKED),
    /** 3 bytes per pixel. */
    BGR(3, Layout.PACKED),
    /** 1 byte per pixel. */
    GRAY(1, Layout.PACKED),
    /** 4 bytes per pixel; the last byte is ignored. */
    RGBA(4, Layout.PACKED),
    /** 4 bytes per pixel; the last byte is ignored. */
    BGRA(4, Layout.PACKED),
    /** 2 bytes per pixel, little endian; the upper 8 bits are used. */
    GRAY16(2, Layout.PACKED),
    /** 4:2:0: Y plane, then a plane of U V pairs with the same stride. */
    NV12(1, Layout.PLANES_420),
    /** 4:2:0: Y plane, then a plane of V U pairs with the same stride. */
    NV21(1, Layout.PLANES_420),
    /** 4:2:0: Y plane, U plane, V plane; U and V have half the stride of Y. */
    I420(1, Layout.PLANES_420),
    /** 4:2:2: 4 bytes Y U Y V per two pixels. */
    YUYV(2, Layout.PACKED_422),
    /** 4:2:2: 4 bytes U Y V Y per two pixels. */
    UYVY(2, Layout.PACKED_422);

    private enum Layout {
        PACKED,
        PACKED_422,
        PLANES_420
    }

    private final int bytes;
    private final Layout layout;

    PixelFormat(int bytes, Layout layout) {
        this.bytes = bytes;
        this.layout = layout;
    }

    /** Returns the bytes per pixel in the first plane. */
    int bytes() {
        return bytes;
    }

    boolean needsEvenWidth() {
        return layout != Layout.PACKED;
    }

    boolean needsEvenHeight() {
        return layout == Layout.PLANES_420;
    }

    /** Returns the number of rows of {@code stride} bytes in all planes together for an image of this height. */
    long rows(int height) {
        return needsEvenHeight() ? height + height / 2L : height;
    }
}
