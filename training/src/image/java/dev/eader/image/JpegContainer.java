package dev.eader.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads a JPEG file (ITU-T T.81): marker segments, and entropy-coded bytes after each start of scan (SOS). */
record JpegContainer(ByteReader bytes) implements Container {
    /** Limit of libjpeg, in pixels. */
    private static final int MAX_SIDE = 65_500;

    private static final int CMYK_COMPONENTS = 4;

    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int APP15 = 0xef;
    private static final int COM = 0xfe;
    private static final int TEM = 0x01;
    private static final byte[] ICC = "ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1);

    @Override
    public Size size() throws ImageException {
        for (int at = 2; ; ) {
            at = markerCode(at);
            int marker = bytes.u8(at++);
            if (marker == SOS || marker == EOI) {
                throw bytes.corrupt("it has no frame header (SOF segment)");
            }
            if (!hasNoSegment(marker)) {
                if (isFrameHeader(marker)) {
                    return bytes.size(bytes.u16be(at + 5), bytes.u16be(at + 3));
                }
                at += segmentLength(at);
            }
        }
    }

    @Override
    public DisplayProperties checkComplete(ImageLimits limits) throws ImageException {
        Size size = size();
        limits.checkSides(ImageFormat.JPEG, size, MAX_SIDE);
        Orientation orientation = Orientation.UPRIGHT;
        ByteArrayOutputStream profile = new ByteArrayOutputStream();
        JpegCompleteness completeness = new JpegCompleteness(bytes);
        boolean isCmyk = false;
        int scans = 0;
        for (int at = 2; ; ) {
            at = markerCode(at);
            int marker = bytes.u8(at++);
            if (marker == EOI) {
                if (scans == 0) {
                    throw bytes.corrupt("it has no scan (SOS segment)");
                }
                completeness.check();
                return new DisplayProperties(
                        orientation,
                        profile.size() == 0 ? Optional.empty() : Optional.of(profile.toByteArray()),
                        isCmyk);
            }
            if (hasNoSegment(marker)) {
                continue;
            }
            int length = segmentLength(at);
            int end = at + length;
            bytes.require(end);
            if (marker == APP1 && orientation == Orientation.UPRIGHT) {
                orientation = Orientation.ofExif(bytes.data(), at + 2, end);
            } else if (marker == APP2) {
                addProfile(at + 2, end, profile);
            } else if (isFrameHeader(marker)) {
                completeness.frameHeader(marker, at, end);
                isCmyk = bytes.u8(at + 7) == CMYK_COMPONENTS;
            } else if (marker == SOS) {
                limits.checkScans(size, ++scans);
                end = endOfScan(end);
                completeness.scan(at, end);
            } else if (!isApplicationData(marker)) {
                completeness.tables(marker, at, end);
            }
            at = end;
        }
    }

    /** Returns the offset of the marker that ends a scan. */
    private int endOfScan(int start) throws ImageException {
        byte[] data = bytes.data();
        for (int at = start; at < data.length - 1; at++) {
            int next = data[at + 1] & 0xff;
            if (data[at] == (byte) 0xff && next != 0 && next != 0xff && !isRestart(next)) {
                return at;
            }
        }
        throw bytes.truncated();
    }

    /** Returns the offset of the next marker code. Like libjpeg, skips other bytes before the marker. */
    private int markerCode(int start) throws ImageException {
        byte[] data = bytes.data();
        for (int at = start; at < data.length - 1; at++) {
            if (data[at] == (byte) 0xff && data[at + 1] != 0 && data[at + 1] != (byte) 0xff) {
                return at + 1;
            }
        }
        throw bytes.truncated();
    }

    /** Appends one segment of an ICC profile. Large profiles span several segments, which are assumed to be in order. */
    private void addProfile(int start, int end, ByteArrayOutputStream profile) {
        int content = start + ICC.length + 2;
        if (content <= end && Arrays.equals(bytes.data(), start, start + ICC.length, ICC, 0, ICC.length)) {
            profile.write(bytes.data(), content, end - content);
        }
    }

    private int segmentLength(int at) throws ImageException {
        int length = bytes.u16be(at);
        if (length < 2) {
            throw bytes.corrupt("the segment at byte " + at + " has the length " + length + "; at least 2 is needed");
        }
        return length;
    }

    private static boolean hasNoSegment(int marker) {
        return isRestart(marker) || marker == SOI || marker == TEM;
    }

    private static boolean isRestart(int marker) {
        return marker >= RST0 && marker <= RST7;
    }

    private static boolean isApplicationData(int marker) {
        return marker >= APP0 && marker <= APP15 || marker == COM;
    }

    private static boolean isFrameHeader(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** Removes bytes between segments before the first scan, because libjpeg prints a line to standard error for them. */
    @Override
    public byte[] decodableBytes() {
        byte[] data = bytes.data();
        ByteArrayOutputStream kept = new ByteArrayOutputStream(data.length);
        kept.write(data, 0, 2);
        try {
            for (int at = 2; ; ) {
                int code = markerCode(at);
                boolean segment = !hasNoSegment(bytes.u8(code));
                int end = segment ? code + 1 + segmentLength(code + 1) : code + 1;
                if (bytes.u8(code) == SOS) {
                    kept.write(data, code - 1, data.length - code + 1);
                    return kept.size() == data.length ? data : kept.toByteArray();
                }
                kept.write(data, code - 1, end - code + 1);
                at = end;
            }
        } catch (ImageException unchecked) {
            throw new IllegalStateException("decodableBytes() needs a file that has passed checkComplete", unchecked);
        }
    }
}
