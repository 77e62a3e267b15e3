package dev.eader.image;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks that the scans of a JPEG contain the complete image. The caller adds each segment in file order, then calls
 * {@link #check}. Not thread-safe.
 *
 * <p>Detects a scan that ends early or cannot be decoded (from the decoder's warnings) and missing later scans (from the
 * scan headers). Does not detect damage that decodes to wrong coefficients, nor missing frequency bands of a progressive
 * image if no scan has started them.
 */
final class JpegCompleteness {
    private static final int PROGRESSIVE = 0xc2;
    private static final int PROGRESSIVE_ARITHMETIC = 0xca;
    private static final int SOS = 0xda;

    private final ByteReader bytes;
    /** The file without application data and bytes between segments, because both cause unrelated warnings. */
    private final ByteArrayOutputStream essentials = new ByteArrayOutputStream();

    private final Set<Integer> missingComponents = new HashSet<>();
    /** Number of missing low bits by component id, for each of the 64 frequencies that a scan has started. */
    private final Map<Integer, int[]> missingBits = new HashMap<>();

    private boolean progressive;

    JpegCompleteness(ByteReader bytes) {
        this.bytes = bytes;
        essentials.write(0xff);
        essentials.write(0xd8);
    }

    /** Adds the frame header. {@code start} is the offset of its length field. */
    void frameHeader(int marker, int start, int end) throws ImageException {
        progressive = marker == PROGRESSIVE || marker == PROGRESSIVE_ARITHMETIC;
        int components = bytes.u8(start + 7);
        for (int i = 0; i < components; i++) {
            missingComponents.add(bytes.u8(start + 8 + 3L * i));
        }
        tables(marker, start, end);
    }

    /** Adds another segment that is needed for decoding. */
    void tables(int marker, int start, int end) {
        essentials.write(0xff);
        essentials.write(marker);
        essentials.write(bytes.data(), start, end - start);
    }

    /** Adds a scan: its header and compressed bytes. {@code start} is the offset of the header's length field. */
    void scan(int start, int end) throws ImageException {
        int components = bytes.u8(start + 2);
        int parameters = start + 3 + 2 * components;
        int first = bytes.u8(parameters);
        int last = Math.min(bytes.u8(parameters + 1), 63);
        int missing = bytes.u8(parameters + 2) & 0xf;
        for (int i = 0; i < components; i++) {
            int component = bytes.u8(start + 3 + 2L * i);
            missingComponents.remove(component);
            int[] bits = missingBits.computeIfAbsent(component, any -> new int[64]);
            for (int frequency = first; progressive && frequency <= last; frequency++) {
                bits[frequency] = missing;
            }
        }
        tables(SOS, start, end);
    }

    /** @throws ImageException with {@code TRUNCATED} if a part is missing, {@code CORRUPT} if compressed data is damaged */
    void check() throws ImageException {
        if (!missingComponents.isEmpty()) {
            throw bytes.incomplete("it has no scan for the components " + missingComponents);
        }
        for (int[] bits : missingBits.values()) {
            for (int frequency = 0; frequency < bits.length; frequency++) {
                if (bits[frequency] > 0) {
                    throw bytes.incomplete("its last scans are missing (frequency " + frequency + " lacks "
                            + bits[frequency] + " bits)");
                }
            }
        }
        essentials.write(0xff);
        essentials.write(0xd9);
        String warning = JpegWarnings.first(essentials.toByteArray());
        if (JpegWarnings.isPrematureEnd(warning)) {
            throw bytes.incomplete("its compressed data ends early (" + warning + ")");
        }
        if (warning != null) {
            throw bytes.corrupt("its compressed data is damaged (" + warning + ")");
        }
    }
}
