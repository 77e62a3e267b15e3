package dev.eader.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Creates ICC profiles (version 2) from three primaries and one exponent, and computes expected sRGB values. */
final class IccProfiles {
    /** The primaries of Adobe RGB (1998) in XYZ, adapted to D50: red, green, blue. */
    static final double[][] ADOBE_RGB = {
        {0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}
    };

    static final double ADOBE_EXPONENT = 563 / 256.0;

    private static final double[][] XYZ_TO_SRGB = {
        {3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427}
    };

    private IccProfiles() {}

    /** Returns an RGB display profile with the same exponent for all channels. */
    static byte[] rgb(double[][] primaries, double exponent) {
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("desc", text("desc", "Test RGB"));
        tags.put("cprt", text("text", "none"));
        tags.put("wtpt", xyz(0.9642, 1, 0.8249));
        String[] channels = {"r", "g", "b"};
        for (int i = 0; i < 3; i++) {
            tags.put(channels[i] + "XYZ", xyz(primaries[i]));
            tags.put(channels[i] + "TRC", curve(exponent));
        }
        return profile("RGB ", tags);
    }

    /** Converts a colour from Adobe RGB to sRGB. */
    static int[] adobeToSrgb(int... rgb) {
        double[] xyz = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            double linear = Math.pow(rgb[channel] / 255.0, ADOBE_EXPONENT);
            for (int i = 0; i < 3; i++) {
                xyz[i] += linear * ADOBE_RGB[channel][i];
            }
        }
        int[] srgb = new int[3];
        for (int i = 0; i < 3; i++) {
            double linear = XYZ_TO_SRGB[i][0] * xyz[0] + XYZ_TO_SRGB[i][1] * xyz[1] + XYZ_TO_SRGB[i][2] * xyz[2];
            double encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
            srgb[i] = (int) Math.round(255 * Math.max(0, Math.min(1, encoded)));
        }
        return srgb;
    }

    private static byte[] profile(String space, Map<String, byte[]> tags) {
        int at = 128 + 4 + 12 * tags.size();
        ByteBuffer table = ByteBuffer.allocate(4 + 12 * tags.size()).putInt(tags.size());
        List<byte[]> contents = new ArrayList<>();
        for (Map.Entry<String, byte[]> tag : tags.entrySet()) {
            byte[] content = tag.getValue();
            table.put(ascii(tag.getKey())).putInt(at).putInt(content.length);
            contents.add(content);
            at += content.length;
        }
        ByteBuffer header = ByteBuffer.allocate(128)
                .putInt(at)
                .putInt(0)
                .putInt(0x02400000)
                .put(ascii("mntr"))
                .put(ascii(space))
                .put(ascii("XYZ "));
        header.position(36);
        header.put(ascii("acsp"));
        header.position(68);
        header.putInt(fixed(0.9642)).putInt(fixed(1)).putInt(fixed(0.8249));
        byte[] profile = Pictures.concat(header.array(), table.array());
        for (byte[] content : contents) {
            profile = Pictures.concat(profile, content);
        }
        return profile;
    }

    private static byte[] xyz(double... values) {
        ByteBuffer tag = ByteBuffer.allocate(20).put(ascii("XYZ ")).putInt(0);
        for (double value : values) {
            tag.putInt(fixed(value));
        }
        return tag.array();
    }

    private static byte[] curve(double exponent) {
        return ByteBuffer.allocate(16)
                .put(ascii("curv"))
                .putInt(0)
                .putInt(1)
                .putShort((short) Math.round(exponent * 256))
                .array();
    }

    /** Returns a {@code text} tag, or a {@code desc} tag with empty Unicode and Macintosh parts. */
    private static byte[] text(String type, String value) {
        boolean description = type.equals("desc");
        ByteBuffer tag = ByteBuffer.allocate((8 + value.length() + 1 + (description ? 4 + 8 + 3 + 67 : 0) + 3) / 4 * 4)
                .put(ascii(type))
                .putInt(0);
        if (description) {
            tag.putInt(value.length() + 1);
        }
        return tag.put(ascii(value)).array();
    }

    private static int fixed(double value) {
        return (int) Math.round(value * 65536);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
