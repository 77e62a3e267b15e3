package dev.eader.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Converts RGB pixels from the colour space of an ICC profile to sRGB. Thread-safe. */
final class ColourProfile {
    /** Larger profiles are ignored. Camera profiles have at most a few hundred kilobytes. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_CACHED = 16;
    private static final int PROBE_STEP = 51;
    /** Largest difference per channel (0 to 255) at which a profile is treated as sRGB. */
    private static final int MAX_SRGB_DIFFERENCE = 2;

    private static final int[] RGB_BANDS = {0, 1, 2};

    /** Least-recently-used cache, because a camera writes the same profile into each frame. */
    private static final Map<ByteBuffer, Optional<ColourProfile>> CACHE = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Optional<ColourProfile>> eldest) {
            return size() > MAX_CACHED;
        }
    };

    private final ThreadLocal<ColorConvertOp> conversion;

    private ColourProfile(ICC_Profile profile) {
        ICC_Profile[] path = {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)};
        conversion = ThreadLocal.withInitial(() -> new ColorConvertOp(path, null));
    }

    /**
     * Returns the conversion for a profile.
     *
     * @return empty if no conversion applies: the profile is sRGB, is not an RGB profile, is too large or unreadable
     */
    static Optional<ColourProfile> of(byte[] icc) {
        if (icc.length > MAX_BYTES) {
            return Optional.empty();
        }
        synchronized (CACHE) {
            return CACHE.computeIfAbsent(ByteBuffer.wrap(icc), key -> read(icc));
        }
    }

    private static Optional<ColourProfile> read(byte[] icc) {
        try {
            ICC_Profile profile = ICC_Profile.getInstance(icc);
            if (profile.getColorSpaceType() != ColorSpace.TYPE_RGB) {
                return Optional.empty();
            }
            ColourProfile conversion = new ColourProfile(profile);
            return conversion.changesColours() ? Optional.of(conversion) : Optional.empty();
        } catch (RuntimeException unreadable) {
            // Image viewers ignore an unreadable profile, too.
            return Optional.empty();
        }
    }

    /** Converts an image to sRGB. */
    RgbImage toSrgb(RgbImage image) {
        byte[] converted = new byte[image.pixels().length];
        conversion
                .get()
                .filter(
                        raster(image.width(), image.height(), image.pixels()),
                        raster(image.width(), image.height(), converted));
        return new RgbImage(image.width(), image.height(), converted);
    }

    private boolean changesColours() {
        int steps = 255 / PROBE_STEP + 1;
        byte[] probes = new byte[3 * steps * steps * steps];
        for (int i = 0; i < probes.length / 3; i++) {
            probes[3 * i] = (byte) (i % steps * PROBE_STEP);
            probes[3 * i + 1] = (byte) (i / steps % steps * PROBE_STEP);
            probes[3 * i + 2] = (byte) (i / steps / steps * PROBE_STEP);
        }
        byte[] converted = toSrgb(new RgbImage(probes.length / 3, 1, probes)).pixels();
        for (int i = 0; i < probes.length; i++) {
            if (Math.abs((probes[i] & 0xff) - (converted[i] & 0xff)) > MAX_SRGB_DIFFERENCE) {
                return true;
            }
        }
        return false;
    }

    private static WritableRaster raster(int width, int height, byte[] pixels) {
        return Raster.createInterleavedRaster(
                new DataBufferByte(pixels, pixels.length), width, height, 3 * width, 3, RGB_BANDS, null);
    }
}
