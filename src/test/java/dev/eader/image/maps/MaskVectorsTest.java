package dev.eader.image.maps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.image.maps.MaskVectors.Vector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks the golden vectors in src/docs/clients/masks; {@code -Deader.docs.write=true} rewrites them. ClientsIT and
 * MasksPageTest check the decoders of other languages against them.
 */
class MaskVectorsTest {
    private static final Path FOLDER = Path.of("src/docs/clients/masks");
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeAll
    static void write() throws Exception {
        if (Boolean.getBoolean("eader.docs.write")) {
            Files.createDirectories(FOLDER);
            for (var map : MaskVectors.maps().entrySet()) {
                Files.write(FOLDER.resolve(map.getKey() + ".png"), PalettePng.write(map.getValue(), 9));
            }
            List<String> lines = new ArrayList<>();
            for (var vector : encoded().entrySet()) {
                lines.add("\"" + vector.getKey() + "\": " + JSON.writeValueAsString(vector.getValue()));
            }
            Files.writeString(FOLDER.resolve("masks.json"), "{\n" + String.join(",\n", lines) + "\n}\n");
        }
    }

    @Test
    void stored_vectors_match_the_encoders() throws Exception {
        var written = JSON.readTree(FOLDER.resolve("masks.json").toFile());
        // Parsed from text, because JSON trees distinguish float from double.
        var made = JSON.readTree(JSON.writeValueAsString(encoded()));
        assertThat(written.fieldNames()).toIterable().containsExactlyElementsOf(made::fieldNames);
        made.fields().forEachRemaining(vector -> assertThat(
                        written.get(vector.getKey()).equals(vector.getValue()))
                .as(vector.getKey())
                .isTrue());
        for (var map : MaskVectors.maps().entrySet()) {
            PixelLabels read = PalettePng.read(Files.readAllBytes(FOLDER.resolve(map.getKey() + ".png")));
            assertThat(read.size()).as(map.getKey()).isEqualTo(map.getValue().size());
            assertThat(read.labels()).as(map.getKey()).isEqualTo(map.getValue().labels());
        }
    }

    @Test
    void stored_vectors_decode_to_their_masks() throws Exception {
        var vectors =
                JSON.readValue(FOLDER.resolve("masks.json").toFile(), new TypeReference<Map<String, Vector>>() {});
        for (var vector : vectors.entrySet()) {
            PixelLabels map = PalettePng.read(Files.readAllBytes(FOLDER.resolve(vector.getKey() + ".png")));
            assertThat(MaskVectors.sha256(map.labels()))
                    .as(vector.getKey())
                    .isEqualTo(vector.getValue().sha256());
            vector.getValue().classes().forEach((label, encoded) -> {
                PixelLabels mask =
                        LabelMaps.filled(map.width(), map.height(), (x, y) -> map.label(x, y) == label ? 1 : 0);
                assertThat(MaskVectors.pixels(map, label)).isEqualTo(encoded.pixels());
                assertThat(new RunLengthMask(map.height(), map.width(), encoded.counts())
                                .decode()
                                .labels())
                        .as("%s, run lengths of %d", vector.getKey(), label)
                        .isEqualTo(mask.labels());
                assertThat(pixels(map, encoded.polygons()).labels())
                        .as("%s, polygons of %d", vector.getKey(), label)
                        .isEqualTo(mask.labels());
                assertThat(MaskVectors.pixels(pixels(map, encoded.simplified()), 1))
                        .isEqualTo(encoded.simplifiedPixels());
            });
        }
    }

    /** Expected values were computed by hand: runs down the columns, from the fourth run on as differences. */
    @Test
    void small_vectors_match_values_computed_by_hand() {
        assertThat(counts("empty")).as("15").isEqualTo("?");
        assertThat(counts("one-pixel")).as("10 1 4").isEqualTo(":14");
        assertThat(counts("full")).as("0 6").isEqualTo("06");
        assertThat(counts("first-column")).as("0 4 8").isEqualTo("048");
        assertThat(counts("first-row")).as("0 1 3 1 3 1 3").isEqualTo("0130000");
        assertThat(counts("checkerboard")).as("0 1 1 1 2 1 1 2 1 1 2 1 1 1").isEqualTo("011010O10O10O0");
        assertThat(counts("one-wide")).as("0 2 1 1 3").isEqualTo("021O2");
        assertThat(counts("one-high")).as("2 3 2").isEqualTo("232");

        assertThat(exterior("empty")).isEmpty();
        assertThat(exterior("one-pixel")).containsExactly(new float[] {3, 1});
        assertThat(exterior("full")).containsExactly(new float[] {0, 0, 0, 1, 2, 1, 2, 0});
        assertThat(exterior("first-row")).containsExactly(new float[] {0, 0, 2, 0});
        assertThat(exterior("one-high")).containsExactly(new float[] {2, 0, 4, 0});
        var hole = ClassOutlines.trace(MaskVectors.maps().get("hole"), 1, 0).polygons();
        assertThat(hole).hasSize(1);
        assertThat(hole.get(0).exterior()).containsExactly(1, 1, 1, 4, 5, 4, 5, 1);
        assertThat(hole.get(0).interiors()).hasSize(1);
    }

    @Property(tries = 300)
    void polygons_at_tolerance_0_contain_exactly_the_mask(@ForAll("maps") PixelLabels map) {
        PixelLabels mask = LabelMaps.filled(map.width(), map.height(), (x, y) -> map.label(x, y) == 1 ? 1 : 0);
        assertThat(PolygonPixels.of(map.size(), ClassOutlines.trace(map, 1, 0).polygons())
                        .labels())
                .isEqualTo(mask.labels());
    }

    @Provide
    Arbitrary<PixelLabels> maps() {
        return LabelMaps.any(24, 3);
    }

    private static Map<String, Vector> encoded() {
        Map<String, Vector> vectors = new LinkedHashMap<>();
        MaskVectors.maps().forEach((name, map) -> vectors.put(name, MaskVectors.encode(map)));
        return vectors;
    }

    private static PixelLabels pixels(PixelLabels map, List<MaskVectors.Outline> outlines) {
        return PolygonPixels.of(
                map.size(),
                outlines.stream()
                        .map(outline -> new ClassOutlines.Polygon(outline.exterior(), outline.interiors()))
                        .toList());
    }

    private static String counts(String name) {
        return RunLengthMask.encode(MaskVectors.maps().get(name), 1).counts();
    }

    private static List<float[]> exterior(String name) {
        return ClassOutlines.trace(MaskVectors.maps().get(name), 1, 0).polygons().stream()
                .map(ClassOutlines.Polygon::exterior)
                .toList();
    }
}
