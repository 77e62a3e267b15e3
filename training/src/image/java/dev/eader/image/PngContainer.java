package dev.eader.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/** Reads a PNG file: chunks of length, name, data and checksum, from IHDR to IEND. */
record PngContainer(ByteReader bytes) implements Container {
    /** Limit of libpng, in pixels. */
    private static final int MAX_SIDE = 1_000_000;

    private static final int FIRST_CHUNK = 8;
    private static final Set<String> ANIMATION = Set.of("acTL", "fcTL", "fdAT");

    @Override
    public Size size() throws ImageException {
        if (bytes.u32be(FIRST_CHUNK) != 13 || !bytes.tag(FIRST_CHUNK + 4).equals("IHDR")) {
            throw bytes.corrupt("its first chunk is not an IHDR of 13 bytes");
        }
        return bytes.size(bytes.u32be(FIRST_CHUNK + 8), bytes.u32be(FIRST_CHUNK + 12));
    }

    @Override
    public DisplayProperties checkComplete(ImageLimits limits) throws ImageException {
        limits.checkSides(ImageFormat.PNG, size(), MAX_SIDE);
        Orientation orientation = Orientation.UPRIGHT;
        Optional<byte[]> profile = Optional.empty();
        boolean hasPixels = false;
        for (int at = FIRST_CHUNK; ; ) {
            long length = bytes.u32be(at);
            String name = bytes.tag(at + 4L);
            int start = at + 8;
            bytes.require(start + length + 4);
            int end = start + (int) length;
            checkChecksum(name, at + 4, end);
            switch (name) {
                case "IDAT" -> hasPixels = true;
                case "eXIf" -> orientation = Orientation.ofTiff(bytes.data(), start, end);
                case "iCCP" -> profile = profile(start, end);
                case "IEND" -> {
                    if (!hasPixels) {
                        throw bytes.corrupt("it has no IDAT (image data) chunk");
                    }
                    return new DisplayProperties(orientation, profile, false);
                }
                default -> {}
            }
            at = end + 4;
        }
    }

    /** Returns the inflated profile of an iCCP chunk, after its name and compression method; empty if it is unreadable. */
    private Optional<byte[]> profile(int start, int end) {
        byte[] data = bytes.data();
        int compressed = start;
        while (compressed < end && data[compressed] != 0) {
            compressed++;
        }
        compressed += 2;
        if (compressed >= end) {
            return Optional.empty();
        }
        try (InputStream inflated =
                new InflaterInputStream(new ByteArrayInputStream(data, compressed, end - compressed))) {
            return Optional.of(inflated.readNBytes(ColourProfile.MAX_BYTES + 1));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Removes animation chunks: OpenCV 4.11 crashes the JVM if an animation frame exceeds its canvas. */
    @Override
    public byte[] decodableBytes() {
        byte[] data = bytes.data();
        byte[] copy = data;
        int kept = FIRST_CHUNK;
        ByteBuffer chunks = ByteBuffer.wrap(data);
        for (int at = FIRST_CHUNK, end; at < data.length; at = end) {
            String name = new String(data, at + 4, 4, StandardCharsets.ISO_8859_1);
            end = at + 12 + chunks.getInt(at);
            if (ANIMATION.contains(name)) {
                // Files without animation are not copied.
                copy = copy == data ? data.clone() : copy;
            } else {
                if (copy != data) {
                    System.arraycopy(data, at, copy, kept, end - at);
                }
                kept += end - at;
            }
            if (name.equals("IEND")) {
                break;
            }
        }
        return copy == data ? data : Arrays.copyOf(copy, kept);
    }

    private void checkChecksum(String name, int start, int end) throws ImageException {
        CRC32 crc = new CRC32();
        crc.update(bytes.data(), start, end - start);
        if (crc.getValue() != bytes.u32be(end)) {
            throw bytes.corrupt("the checksum of its " + name + " chunk at byte " + (start - 4) + " is wrong");
        }
    }
}
