package dev.eader.image;

import java.util.Arrays;
import java.util.Optional;

/** Reads a WebP file: RIFF chunks, the first of which is VP8 (lossy), VP8L (lossless) or VP8X (extended). */
record WebpContainer(ByteReader bytes) implements Container {
    private static final int FIRST_CHUNK = 12;
    private static final int PAYLOAD = FIRST_CHUNK + 8;

    @Override
    public Size size() throws ImageException {
        String kind = bytes.tag(FIRST_CHUNK);
        return switch (kind) {
            case "VP8 " -> lossySize();
            case "VP8L" -> losslessSize();
            case "VP8X" -> bytes.size(bytes.u24le(PAYLOAD + 4) + 1L, bytes.u24le(PAYLOAD + 7) + 1L);
            default ->
                throw bytes.corrupt("its first chunk is '" + printable(kind) + "'; VP8, VP8L and VP8X are accepted");
        };
    }

    @Override
    public DisplayProperties checkComplete(ImageLimits limits) throws ImageException {
        long end = 8 + bytes.u32le(4);
        bytes.require(end);
        Orientation orientation = Orientation.UPRIGHT;
        Optional<byte[]> profile = Optional.empty();
        boolean hasPixels = false;
        for (long at = FIRST_CHUNK; at < end; ) {
            String name = bytes.tag(at);
            long length = bytes.u32le(at + 4);
            long start = at + 8;
            if (start + length > end) {
                throw bytes.corrupt("its chunk '" + printable(name) + "' exceeds the file size in the RIFF header");
            }
            switch (name) {
                case "VP8 ", "VP8L", "ANMF" -> hasPixels = true;
                case "EXIF" -> orientation = Orientation.ofExif(bytes.data(), (int) start, (int) (start + length));
                case "ICCP" ->
                    profile = Optional.of(Arrays.copyOfRange(bytes.data(), (int) start, (int) (start + length)));
                default -> {}
            }
            at = start + length + (length & 1);
        }
        if (!hasPixels) {
            throw bytes.corrupt("it has no image data chunk (VP8, VP8L or ANMF)");
        }
        return new DisplayProperties(orientation, profile, false);
    }

    private Size lossySize() throws ImageException {
        if (bytes.u24le(PAYLOAD + 3) != 0x2a019d) {
            throw bytes.corrupt("its VP8 start code is missing");
        }
        return bytes.size(bytes.u16le(PAYLOAD + 6) & 0x3fff, bytes.u16le(PAYLOAD + 8) & 0x3fff);
    }

    private Size losslessSize() throws ImageException {
        if (bytes.u8(PAYLOAD) != 0x2f) {
            throw bytes.corrupt("its VP8L signature is missing");
        }
        long sizes = bytes.u32le(PAYLOAD + 1);
        return bytes.size((sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1);
    }

    private static String printable(String name) {
        return name.replaceAll("[^ -~]", "?");
    }

    @Override
    public byte[] decodableBytes() {
        return bytes.data();
    }
}
