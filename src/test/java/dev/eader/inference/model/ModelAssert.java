package dev.eader.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

/** Assertions about models that are refused. */
final class ModelAssert {
    static final ModelOptions CPU = new ModelOptions(DeviceChoice.CPU, 1);

    private ModelAssert() {}

    /** Loads a model that must be refused. */
    static List<String> violations(byte[] onnx) {
        return catchThrowableOfType(ModelRefusedException.class, () -> SegmentationModel.load("broken.onnx", onnx, CPU)
                        .close())
                .violations();
    }

    /** Asserts that the refusal names the source and contains all these violations. */
    static void assertRefused(TinyModel model, String... violations) {
        assertThatThrownBy(() -> SegmentationModel.load("broken.onnx", model.bytes(), CPU))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("broken.onnx")
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(violations));
    }
}
