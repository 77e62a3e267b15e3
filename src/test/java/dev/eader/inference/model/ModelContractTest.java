package dev.eader.inference.model;

import static dev.eader.inference.model.ModelAssert.CPU;
import static dev.eader.inference.model.ModelAssert.assertRefused;
import static dev.eader.inference.model.ModelAssert.violations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelContractTest {
    static Stream<Arguments> tensorsThatBreakTheContract() {
        return Stream.of(
                Arguments.of(
                        new TinyModel().rename("image", "picture"),
                        List.of(
                                "input 'image' is missing; the file has [picture, present]",
                                "input 'picture' is not in the contract, which has image, present")),
                Arguments.of(new TinyModel().extraInput(), List.of("input 'extra' is not in the contract")),
                Arguments.of(
                        new TinyModel().rename("attention", "cam"),
                        List.of(
                                "output 'attention' is missing",
                                "output 'cam' is not in the contract, which has scores, attention, label_map")),
                Arguments.of(new TinyModel().extraOutput(), List.of("output 'extra_out' is not in the contract")),
                Arguments.of(
                        new TinyModel().type("image", DataType.FLOAT),
                        List.of("input 'image' must be uint8, but is float32")),
                Arguments.of(
                        new TinyModel().type("label_map", DataType.INT64),
                        List.of("output 'label_map' must be uint8, but is int64")),
                Arguments.of(
                        new TinyModel().dimensions("image", 1, "height", "width", 3),
                        List.of(
                                "input 'image' must have dimension 0 of [batch, height, width, 3] symbolic, but it is fixed at 1")),
                Arguments.of(
                        new TinyModel().dimensions("image", "batch", 64, "width", 3),
                        List.of(
                                "input 'image' must have dimension 1 of [batch, height, width, 3] symbolic, but it is fixed at 64")),
                Arguments.of(
                        new TinyModel().dimensions("image", "batch", "height", "width", 4),
                        List.of("input 'image' must have dimension 3 of [batch, height, width, 3] at 3, but it is 4")),
                Arguments.of(
                        new TinyModel().dimensions("present", "batch", "classes", 1),
                        List.of("input 'present' must have the shape [batch, classes], but has [-1, -1, 1]")),
                Arguments.of(
                        new TinyModel().bakedBatch(1),
                        List.of(
                                "output 'scores' must have dimension 0 of [batch, classes] symbolic, but it is fixed at 1")),
                Arguments.of(
                        new TinyModel().metadata("eader.classes", "[\"red\", \"green\"]"),
                        List.of(
                                "input 'present' must be for 2 classes, as eader.classes has, but is for 3",
                                "output 'scores' must be for 2 classes, as eader.classes has, but is for 3")));
    }

    @ParameterizedTest
    @MethodSource("tensorsThatBreakTheContract")
    void model_with_other_tensors_than_the_contract_is_refused(TinyModel model, List<String> violations) {
        assertRefused(model, violations.toArray(String[]::new));
    }

    static Stream<Arguments> outputsThatBreakTheContract() {
        return Stream.of(
                Arguments.of(
                        new TinyModel().metadata("eader.stride", "16"),
                        "output 'attention' must have the shape (2, 3, 4, 4), but has (2, 3, 2, 2)"),
                Arguments.of(new TinyModel().scoreFactor(1.5f), "output 'scores' has values outside [0, 1]"),
                Arguments.of(new TinyModel().scoreFactor(-1), "output 'scores' has values outside [0, 1]"),
                Arguments.of(
                        new TinyModel().notANumberOn(0),
                        "output 'scores' contains a value that is not a finite number"),
                Arguments.of(
                        new TinyModel().labelOffset(5), "output 'label_map' has labels above 3, the number of classes"),
                Arguments.of(
                        new TinyModel().ignorePresent(),
                        "output 'label_map' contains a class although 'present' marks all classes as absent"),
                Arguments.of(new TinyModel().needsTwoImages(), "it fails on 1 image(s) of 64x64: Model tiny failed: "));
    }

    @ParameterizedTest
    @MethodSource("outputsThatBreakTheContract")
    void model_with_outputs_that_break_the_contract_is_refused(TinyModel model, String violation) {
        assertRefused(model, violation);
    }

    @Test
    void refusal_names_the_file_and_lists_all_violations(@TempDir Path folder) {
        Path file = new TinyModel()
                .without("eader.card")
                .metadata("eader.stride", "3")
                .metadata("eader.score_threshold", "7")
                .rename("scores", "probabilities")
                .type("label_map", DataType.INT64)
                .writeTo(folder.resolve("bad-model.onnx"));

        assertThatThrownBy(() -> SegmentationModel.load(file, CPU))
                .isInstanceOfSatisfying(ModelRefusedException.class, refusal -> {
                    assertThat(refusal.file()).isEqualTo(file.toString());
                    assertThat(refusal.violations()).hasSize(6);
                })
                .hasMessageContaining("bad-model.onnx")
                .hasMessageContaining("eader.card")
                .hasMessageContaining("eader.stride")
                .hasMessageContaining("eader.score_threshold")
                .hasMessageContaining("'scores' is missing")
                .hasMessageContaining("'probabilities'")
                .hasMessageContaining("'label_map' must be uint8");
    }
}
