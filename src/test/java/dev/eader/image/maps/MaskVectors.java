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

/** Label maps that decoders of any language are tried on, and what our encoders make of them. */
public final class MaskVectors {
    /** How far simplified polygons may stray, as in results. */
    private static final double TOLERANCE = 1.5;
    /** Up to this width a map can be read by people. */
    private static final int LEGIBLE = 20;

    private MaskVectors() {}

    /**
     * What masks.json says of one label map, whose PNG stands beside it.
     *
     * @param sha256 of the labels: rows from the top, a byte each
     * @param rows the same for people, '.' for 0, where labels have one digit
     * @param classes what each label becomes on the wire
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Vector(int width, int height, String sha256, List<String> rows, Map<Integer, Encoded> classes) {}

    /**
     * @param counts COCO's run lengths
     * @param polygons every corner kept: they draw the mask again
     * @param simplified as in results
     * @param simplifiedPixels whose centres lie in those or on their edge
     */
    public record Encoded(
            int pixels,
            String counts,
            List<Outline> polygons,
            List<Outline> simplified,
            @JsonProperty("simplified_pixels") int simplifiedPixels) {}

    public record Outline(float[] exterior, List<float[]> interiors) {}

    /** The label maps by their file names, the simplest first. */
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

    /** Two animals, one before the other, one with a hole, with rough edges and specks. */
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

    /** How many pixels have the label. */
    public static int pixels(PixelLabels map, int label) {
        return (int) IntStream.range(0, map.labels().length)
                .filter(at -> (map.labels()[at] & 0xff) == label)
                .count();
    }

    private static List<String> rows(PixelLabels map) {
        boolean legible = map.width() <= LEGIBLE
                && IntStream.range(0, map.labels().length)
                        .allMatch(at -> map.labels()[at] >= 0 && map.labels()[at] < 10);
        return !legible
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
