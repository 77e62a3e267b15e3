package dev.eader.faults;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import java.util.Arrays;

/** Makes small frames of raw pixels of one grey value. */
final class Greys {
    private static final int SIDE = 64;

    private Greys() {}

    /** @param grey 0 (black) to 255 (white) */
    static Frame frame(String camera, long sequence, int grey) {
        byte[] pixels = new byte[SIDE * SIDE * 3];
        Arrays.fill(pixels, (byte) grey);
        return Frame.newBuilder()
                .setCameraId(camera)
                .setFrameId(camera + "-" + sequence)
                .setSequence(sequence)
                .setCapturedAt(Timestamps.now())
                .setRaw(RawImage.newBuilder()
                        .setWidth(SIDE)
                        .setHeight(SIDE)
                        .setFormat(RawImage.Format.RGB)
                        .setPixels(ByteString.copyFrom(pixels)))
                .build();
    }
}
