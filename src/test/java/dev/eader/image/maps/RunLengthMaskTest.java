package dev.eader.image.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Expected strings come from a line-by-line Python translation of rleEncode and rleToString in pycocotools' maskApi.c. */
class RunLengthMaskTest {

    @Property
    void encoded_mask_decodes_to_the_same_mask(
            @ForAll("maps") PixelLabels map, @ForAll @IntRange(min = 0, max = 3) int label) {
        PixelLabels mask = LabelMaps.filled(map.width(), map.height(), (x, y) -> map.label(x, y) == label ? 1 : 0);

        RunLengthMask rle = RunLengthMask.encode(map, label);

        assertThat(rle.width()).isEqualTo(map.width());
        assertThat(rle.height()).isEqualTo(map.height());
        assertThat(rle.decode().labels()).isEqualTo(mask.labels());
    }

    @Test
    void small_mask_has_the_string_of_pycocotools() {
        assertThat(RunLengthMask.encode(LabelMaps.of("....", "....", "...."), 1).counts())
                .isEqualTo("<");
        assertThat(RunLengthMask.encode(LabelMaps.of("222", "222"), 2).counts()).isEqualTo("06");
        assertThat(RunLengthMask.encode(LabelMaps.of("..3.", ".33.", "3..3"), 3).counts())
                .isEqualTo("2110012O");
    }

    @Test
    void large_mask_has_the_string_of_pycocotools() {
        PixelLabels rectangle = LabelMaps.filled(80, 100, (x, y) -> x >= 10 && x < 50 && y >= 20 && y < 90 ? 200 : 0);
        PixelLabels disc = LabelMaps.filled(80, 60, (x, y) -> (x - 40) * (x - 40) + (y - 30) * (y - 30) <= 625 ? 1 : 0);
        PixelLabels speckle = LabelMaps.filled(9, 7, (x, y) -> (x * 7 + y * 13) % 5 < 2 ? 1 : 0);
        PixelLabels half = LabelMaps.filled(640, 480, (x, y) -> x >= 20 ? 1 : 0);

        assertThat(RunLengthMask.encode(rectangle, 200).counts()).isEqualTo("lo0V2n" + "0".repeat(78) + "Tm2");
        assertThat(RunLengthMask.encode(disc, 1).counts())
                .isEqualTo("Rm01d1>G4L4L4L4M2N2N2N2N2O0O2O0O2O0O2O0O2O00000000000O20N1000000000001N101N101N101N101"
                        + "N2N2N2N2N3L4L4L4L9Bai0");
        assertThat(RunLengthMask.encode(speckle, 1).counts())
                .isEqualTo("01101000O01000O01000O01000O10O1000O01000O01000O00");
        assertThat(RunLengthMask.encode(half, 1).counts()).isEqualTo("P\\9PdR9");
    }

    @Test
    void counts_that_do_not_match_the_size_are_refused() {
        assertThatThrownBy(() -> new RunLengthMask(3, 5, "<").decode()).hasMessageContaining("cover 12 pixels");
        assertThatThrownBy(() -> new RunLengthMask(3, 3, "<").decode())
                .hasMessageContaining("run 0 of the mask has 12 pixels");
        assertThatThrownBy(() -> new RunLengthMask(3, 4, "P").decode()).hasMessageContaining("invalid");
        assertThatThrownBy(() -> new RunLengthMask(3, 4, "\n").decode()).hasMessageContaining("invalid");
    }

    @Provide
    Arbitrary<PixelLabels> maps() {
        return LabelMaps.any(150, 4);
    }
}
