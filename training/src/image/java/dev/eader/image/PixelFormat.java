package dev.eader.image;

/** What the bytes of one raw pixel are. */
public enum PixelFormat {
    RGB(3),
    BGR(3),
    GRAY(1);

    private final int channels;

    PixelFormat(int channels) {
        this.channels = channels;
    }

    /** Bytes a pixel. */
    public int channels() {
        return channels;
    }
}
