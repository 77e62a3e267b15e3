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

/** PNG: chunks of length, name, data and checksum, from IHDR to IEND. */
record PngContainer(ByteReader bytes) implements Container {
    /** The most that libpng decodes. */
    private static final int MAX_SIDE = 1_000_000;

    private static final int FIRST_CHUNK = 8;
    private static final Set<String> ANIMATION = Set.of("acTL", "fcTL", "fdAT");

    @Override
    public Size size() throws ImageException {
        if (bytes.u32be(FIRST_CHUNK) != 13 || !bytes.tag(FIRST_CHUNK + 4).equals("IHDR")) {
            throw bytes.corrupt("it does not begin with an IHDR chunk of 13 bytes");
        }
        return bytes.size(bytes.u32be(FIRST_CHUNK + 8), bytes.u32be(FIRST_CHUNK + 12));
    }

    @Override
    public DisplayProperties checkWhole(ImageLimits limits) throws ImageException {
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
                        throw bytes.corrupt("it has no IDAT chunk");
                    }
                    return new DisplayProperties(orientation, profile);
                }
                default -> {}
            }
            at = end + 4;
        }
    }

    /** The profile behind its name and the number of its compression; empty where it cannot be read or is too large. */
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

    /** OpenCV 4.11 ends the JVM where a frame of an animation does not fit its canvas. */
    @Override
    public byte[] still() {
        byte[] data = bytes.data();
        byte[] still = data;
        int kept = FIRST_CHUNK;
        ByteBuffer chunks = ByteBuffer.wrap(data);
        for (int at = FIRST_CHUNK, end; at < data.length; at = end) {
            String name = new String(data, at + 4, 4, StandardCharsets.ISO_8859_1);
            end = at + 12 + chunks.getInt(at);
            if (ANIMATION.contains(name)) {
                // most files move nothing, and are not copied
                still = still == data ? data.clone() : still;
            } else {
                if (still != data) {
                    System.arraycopy(data, at, still, kept, end - at);
                }
                kept += end - at;
            }
            if (name.equals("IEND")) {
                break;
            }
        }
        return still == data ? data : Arrays.copyOf(still, kept);
    }

    private void checkChecksum(String name, int start, int end) throws ImageException {
        CRC32 crc = new CRC32();
        crc.update(bytes.data(), start, end - start);
        if (crc.getValue() != bytes.u32be(end)) {
            throw bytes.corrupt("the checksum of its " + name + " chunk at byte " + (start - 4) + " is wrong");
        }
    }
}
