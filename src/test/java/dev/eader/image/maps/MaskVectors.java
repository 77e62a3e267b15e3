package dev.eader.image.maps;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Creates the label maps and encodings that test the mask decoders of all client languages. */
public final class MaskVectors {
    /** Tolerance of simplified polygons in pixels, as in the results of the service. */
    private static final double TOLERANCE = 1.5;
    /** Largest width at which a map is also written as readable rows. */
    private static final int MAX_READABLE_WIDTH = 20;

    private MaskVectors() {}

    /**
     * The entry of masks.json for one label map; its PNG is in the same folder.
     *
     * @param sha256 SHA-256 of the labels, 1 byte each, rows from the top
     * @param rows labels as readable rows, '.' for 0; null if the map is large or a label has several digits
     * @param classes encodings by label
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Vector(int width, int height, String sha256, List<String> rows, Map<Integer, Encoded> classes) {}

    /**
     * The encodings of one class.
     *
     * @param pixels number of pixels
     * @param counts COCO run lengths
     * @param polygons exact polygons (tolerance 0)
     * @param simplified simplified polygons, as in the results of the service
     * @param simplifiedPixels number of pixels whose centres lie inside or on the simplified polygons
     */
    public record Encoded(
            int pixels,
            String counts,
            List<Outline> polygons,
            List<Outline> simplified,
            @JsonProperty("simplified_pixels") int simplifiedPixels) {}

    public record Outline(float[] exterior, List<float[]> interiors) {}

    /** Returns the label maps by file name, simplest first. */
    public static Map<String, PixelLabels> maps() {
        Map<String, PixelLabels> maps = new LinkedHashMap<>();
        maps.put("empty", LabelMaps.of(".....", ".....", "....."));
        maps.put("one-pixel", LabelMaps.of(".....", "...1.", "....."));
        maps.put("full", LabelMaps.of("111", "111"));
        maps.put("first-column", LabelMaps.of("1..", "1..", "1..", "1.."));
        maps.put("first-row", LabelMaps.of("111", "...", "...", "..."));
        maps.put("checkerboard", LabelMaps.of("1.1.", ".1.1", "1.1.", ".1.1"));
        maps.put("one-wide", LabelMaps.of("1", "1", ".", "1", "2", "2", "."));
        maps.put("one-high", LabelMaps.of("..111.2"));
        maps.put("odd-width", LabelMaps.filled(17, 5, (x, y) -> (x * 7 + y * 13) % 5 < 2 ? 1 + x % 3 : 0));
        maps.put("hole", LabelMaps.of(".......", ".11111.", ".1...1.", ".1...1.", ".11111.", "......."));
        maps.put(
                "island-in-a-hole", LabelMaps.of("1111111111", "1...11..21", "1.1.11.221", "1...11..21", "1111111111"));
        maps.put("touching-corners", LabelMaps.of("11....", "11....", "..11..", "..11.3", "222233"));
        maps.put("all-classes", LabelMaps.filled(16, 16, (x, y) -> 16 * y + x));
        maps.put("half", LabelMaps.filled(640, 480, (x, y) -> x >= 20 ? 6 : 0));
        maps.put("disc", LabelMaps.filled(80, 60, (x, y) -> (x - 40) * (x - 40) + (y - 30) * (y - 30) <= 625 ? 1 : 0));
        maps.put("ragged", LabelMaps.filled(71, 47, MaskVectors::ragged));
        return maps;
    }

    /** Returns two overlapping blobs with rough edges and specks, one with a hole. */
    private static int ragged(int x, int y) {
        int noise = (x * 7919 ^ y * 104_729 ^ x * y * 31) >>> 3 & 15;
        int near = (x - 25) * (x - 25) * 2 + (y - 27) * (y - 27) * 3 + 15 * noise;
        int far = (x - 42) * (x - 42) + (y - 20) * (y - 20) * 2 + 10 * noise;
        boolean hole = (x - 46) * (x - 46) + (y - 19) * (y - 19) < 20 + noise;
        return near < 800 ? 2 : far < 450 && !hole ? 5 : x * 31 + y * 17 == 1999 ? 2 : 0;
    }

    public static Vector encode(PixelLabels map) {
        Map<Integer, Encoded> classes = new TreeMap<>();
        RegionStatistics.of(map, map.size())
                .forEach(region -> classes.put(region.label(), encode(map, region.label())));
        if (classes.isEmpty()) {
            classes.put(1, encode(map, 1));
        }
        return new Vector(map.width(), map.height(), sha256(map.labels()), rows(map), classes);
    }

    private static Encoded encode(PixelLabels map, int label) {
        List<ClassOutlines.Polygon> simplified =
                ClassOutlines.trace(map, label, TOLERANCE).polygons();
        return new Encoded(
                pixels(map, label),
                RunLengthMask.encode(map, label).counts(),
                outlines(ClassOutlines.trace(map, label, 0).polygons()),
                outlines(simplified),
                pixels(PolygonPixels.of(map.size(), simplified), 1));
    }

    private static List<Outline> outlines(List<ClassOutlines.Polygon> polygons) {
        return polygons.stream()
                .map(polygon -> new Outline(polygon.exterior(), polygon.interiors()))
                .toList();
    }

    /** Counts the pixels with a label. */
    public static int pixels(PixelLabels map, int label) {
        return (int) IntStream.range(0, map.labels().length)
                .filter(at -> (map.labels()[at] & 0xff) == label)
                .count();
    }

    private static List<String> rows(PixelLabels map) {
        boolean readable = map.width() <= MAX_READABLE_WIDTH
                && IntStream.range(0, map.labels().length)
                        .allMatch(at -> map.labels()[at] >= 0 && map.labels()[at] < 10);
        return !readable
                ? null
                : IntStream.range(0, map.height())
                        .mapToObj(y -> IntStream.range(0, map.width())
                                .mapToObj(x -> map.label(x, y) == 0 ? "." : Integer.toString(map.label(x, y)))
                                .reduce("", String::concat))
                        .toList();
    }

    static String sha256(byte[] labels) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(labels));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
