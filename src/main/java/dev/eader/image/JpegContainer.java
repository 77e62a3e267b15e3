package dev.eader.image;

/** JPEG (ITU T.81): marker segments, with entropy-coded bytes after each start of scan. */
record JpegContainer(Bytes bytes) implements Container {
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DRI = 0xdd;
    private static final int APP1 = 0xe1;
    private static final int TEM = 0x01;

    @Override
    public Size size() throws ImageException {
        for (int at = 2; ; ) {
            at = marker(at);
            int marker = bytes.u8(at++);
            if (marker == SOS || marker == EOI) {
                throw bytes.corrupt("it has no frame header");
            }
            if (!standsAlone(marker)) {
                if (isFrameHeader(marker)) {
                    return bytes.size(bytes.u16be(at + 5), bytes.u16be(at + 3));
                }
                at += segmentLength(at);
            }
        }
    }

    @Override
    public Orientation checkWhole(ImageLimits limits) throws ImageException {
        Size size = size();
        Orientation orientation = Orientation.UPRIGHT;
        boolean restarts = false;
        int scans = 0;
        for (int at = 2; ; ) {
            at = marker(at);
            int marker = bytes.u8(at++);
            if (marker == EOI) {
                if (scans == 0) {
                    throw bytes.corrupt("it has no scan");
                }
                return orientation;
            }
            if (standsAlone(marker)) {
                continue;
            }
            int length = segmentLength(at);
            bytes.require((long) at + length);
            if (marker == APP1 && orientation == Orientation.UPRIGHT) {
                orientation = Orientation.ofExif(bytes.data(), at + 2, at + length);
            } else if (marker == DRI) {
                restarts = bytes.u16be(at + 2) > 0;
            }
            at += length;
            if (marker == SOS) {
                at = endOfScan(at, restarts);
                limits.checkScans(size, ++scans);
            }
        }
    }

    /** Where the marker that ends a scan begins. Restart markers must be there by rule, and count in turn. */
    private int endOfScan(int start, boolean restarts) throws ImageException {
        byte[] data = bytes.data();
        int nextRestart = RST0;
        for (int at = start; at < data.length - 1; at++) {
            if (data[at] != (byte) 0xff) {
                continue;
            }
            int next = data[at + 1] & 0xff;
            if (next == 0) {
                at++;
            } else if (next >= RST0 && next <= RST7) {
                if (!restarts || next != nextRestart) {
                    throw bytes.corrupt("restart marker %02x at byte %d is out of turn".formatted(next, at));
                }
                nextRestart = next == RST7 ? RST0 : next + 1;
                at++;
            } else if (next != 0xff) {
                if (next < 0xc0) {
                    throw bytes.corrupt("reserved marker %02x at byte %d, inside a scan".formatted(next, at));
                }
                return at;
            }
        }
        throw bytes.truncated();
    }

    /** Where a marker's code is, after its 0xff and any fill bytes. */
    private int marker(int at) throws ImageException {
        if (bytes.u8(at) != 0xff) {
            throw bytes.corrupt("byte " + at + " should begin a marker, but is %02x".formatted(bytes.u8(at)));
        }
        int code = at + 1;
        while (bytes.u8(code) == 0xff) {
            code++;
        }
        return code;
    }

    private int segmentLength(int at) throws ImageException {
        int length = bytes.u16be(at);
        if (length < 2) {
            throw bytes.corrupt("the segment at byte " + at + " has length " + length);
        }
        return length;
    }

    private static boolean standsAlone(int marker) {
        return marker >= RST0 && marker <= SOI || marker == TEM;
    }

    private static boolean isFrameHeader(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    @Override
    public byte[] still() {
        return bytes.data();
    }
}
