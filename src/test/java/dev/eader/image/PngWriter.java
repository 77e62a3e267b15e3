package dev.eader.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DeflaterOutputStream;

/** Encodes the four-quadrant images of {@link OddPictures} as PNGs of types that ImageIO and OpenCV cannot write. */
final class PngWriter {
    private PngWriter() {}

    /**
     * Encodes a PNG of any bit depth.
     *
     * @param type 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha
     * @param quadrants samples of each quadrant; 16-bit samples repeat the byte
     * @param chunks inserted before the image data
     */
    static byte[] encode(int depth, int type, int[][] quadrants, byte[]... chunks) throws IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int y = 0; y < OddPictures.HEIGHT; y++) {
            rows.write(0);
            int bits = 0;
            int filled = 0;
            for (int x = 0; x < OddPictures.WIDTH; x++) {
                for (int sample : quadrants[OddPictures.quadrant(x, y)]) {
                    if (depth == 16) {
                        rows.write(sample);
                    }
                    bits = bits << Math.min(depth, 8) | sample;
                    filled += Math.min(depth, 8);
                    if (filled == 8) {
                        rows.write(bits);
                        bits = 0;
                        filled = 0;
                    }
                }
            }
        }
        byte[] header = {0, 0, 0, OddPictures.WIDTH, 0, 0, 0, OddPictures.HEIGHT, (byte) depth, (byte) type, 0, 0, 0};
        byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
        return Pictures.concat(
                signature,
                Pictures.pngChunk("IHDR", header),
                Pictures.concat(chunks),
                Pictures.pngChunk("IDAT", deflated(rows.toByteArray())),
                Pictures.pngChunk("IEND", new byte[0]));
    }

    static byte[] deflated(byte[] data) throws IOException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(deflated)) {
            deflater.write(data);
        }
        return deflated.toByteArray();
    }
}
