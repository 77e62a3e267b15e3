package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.eader.image.maps.PalettePng;
import dev.eader.image.maps.PixelLabels;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelAgreementTest {
    // two models with the same classes in different order
    private static final Map<Integer, String> CAT_FIRST = Map.of(0, "cat", 1, "dog");

    private static final Map<Integer, String> CAT_SECOND = Map.of(0, "dog", 1, "cat");

    @Test
    void classes_are_matched_by_name() throws Exception {
        var agreement = ModelAgreement.of(result(CAT_FIRST, 0, 1, 1, 2), result(CAT_SECOND, 0, 2, 2, 1));
        assertThat(agreement.iou()).containsExactlyInAnyOrderEntriesOf(Map.of("cat", 1.0, "dog", 1.0));
        assertThat(agreement.meanIou()).isEqualTo(1);
        assertThat(agreement.pixels()).isEqualTo(1);
    }

    @Test
    void iou_is_computed_per_class() throws Exception {
        var agreement = ModelAgreement.of(result(CAT_FIRST, 1, 1, 2, 0), result(CAT_FIRST, 1, 2, 2, 0));
        assertThat(agreement.iou()).containsExactlyInAnyOrderEntriesOf(Map.of("cat", 0.5, "dog", 0.5));
        assertThat(agreement.pixels()).isEqualTo(0.75);
    }

    @Test
    void class_of_one_model_has_iou_0() throws Exception {
        var agreement = ModelAgreement.of(result(CAT_FIRST, 0, 0, 0, 0), result(CAT_FIRST, 1, 1, 0, 0));
        assertThat(agreement.iou()).containsExactlyEntriesOf(Map.of("cat", 0.0));
        assertThat(agreement.meanIou()).isZero();
        assertThat(agreement.pixels()).isEqualTo(0.5);
    }

    @Test
    void two_background_label_maps_agree() throws Exception {
        var agreement = ModelAgreement.of(result(CAT_FIRST, 0, 0, 0, 0), result(CAT_SECOND, 0, 0, 0, 0));
        assertThat(agreement.iou()).isEmpty();
        assertThat(agreement.meanIou()).isEqualTo(1);
    }

    /** The result for a picture of 4 x 1 pixels. */
    private static Result result(Map<Integer, String> classes, int... labels) {
        byte[] row = new byte[labels.length];
        for (int at = 0; at < row.length; at++) {
            row[at] = (byte) labels[at];
        }
        var result = Result.newBuilder()
                .setWidth(4)
                .setHeight(1)
                .setLabelMap(dev.eader.v1.LabelMap.newBuilder()
                        .setPng(ByteString.copyFrom(PalettePng.write(new PixelLabels(4, 1, row)))));
        classes.forEach((index, name) ->
                result.addClasses(ClassResult.newBuilder().setIndex(index).setName(name)));
        return result.build();
    }
}
