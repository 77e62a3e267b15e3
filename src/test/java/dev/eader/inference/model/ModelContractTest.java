package dev.eader.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ModelContractTest {
    private static final ModelOptions CPU = new ModelOptions(DeviceChoice.CPU, 1);

    private static List<String> violations(byte[] onnx) {
        return catchThrowableOfType(ModelRefusedException.class, () -> SegmentationModel.load("broken.onnx", onnx, CPU)
                        .close())
                .violations();
    }

    static Stream<Arguments> otherTensors() {
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
                        List.of("input 'image' is float32; it has to be uint8")),
                Arguments.of(
                        new TinyModel().type("label_map", DataType.INT64),
                        List.of("output 'label_map' is int64; it has to be uint8")),
                Arguments.of(
                        new TinyModel().dimensions("image", 1, "height", "width", 3),
                        List.of(
                                "input 'image' has dimension 0 of [batch, height, width, 3] fixed at 1; it has to be symbolic")),
                Arguments.of(
                        new TinyModel().dimensions("image", "batch", 64, "width", 3),
                        List.of("input 'image' has dimension 1 of [batch, height, width, 3] fixed at 64")),
                Arguments.of(
                        new TinyModel().dimensions("image", "batch", "height", "width", 4),
                        List.of("input 'image' has dimension 3 of [batch, height, width, 3] at 4; it has to be 3")),
                Arguments.of(
                        new TinyModel().dimensions("present", "batch", "classes", 1),
                        List.of("input 'present' has the shape [-1, -1, 1]; it has to be [batch, classes]")),
                Arguments.of(
                        new TinyModel().bakedBatch(1),
                        List.of("output 'scores' has dimension 0 of [batch, classes] fixed at 1")),
                Arguments.of(
                        new TinyModel().metadata("eader.classes", "[\"red\", \"green\"]"),
                        List.of(
                                "input 'present' is for 3 classes; eader.classes has 2",
                                "output 'scores' is for 3 classes; eader.classes has 2")));
    }

    @ParameterizedTest
    @MethodSource("otherTensors")
    void a_model_whose_tensors_differ_from_the_contract_is_refused(TinyModel model, List<String> violations) {
        assertRefused(model, violations.toArray(String[]::new));
    }

    static Stream<Arguments> otherAnswers() {
        return Stream.of(
                Arguments.of(
                        new TinyModel().metadata("eader.stride", "16"),
                        "output 'attention' came as (2, 3, 2, 2) and not as (2, 3, 4, 4)"),
                Arguments.of(new TinyModel().scoreFactor(1.5f), "output 'scores' has values outside [0, 1]"),
                Arguments.of(new TinyModel().scoreFactor(-1), "output 'scores' has values outside [0, 1]"),
                Arguments.of(new TinyModel().notANumberOn(0), "output 'scores' is not a finite number"),
                Arguments.of(
                        new TinyModel().labelOffset(5), "output 'label_map' has labels above 3, the number of classes"),
                Arguments.of(
                        new TinyModel().ignorePresent(),
                        "output 'label_map' shows a class though 'present' says that none is there"),
                Arguments.of(
                        new TinyModel().needsTwoImages(),
                        "it does not run on 1 image(s) of 64x64: Model tiny fails: "));
    }

    @ParameterizedTest
    @MethodSource("otherAnswers")
    void a_model_whose_answers_break_the_contract_is_refused(TinyModel model, String violation) {
        assertRefused(model, violation);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contract",
                "name",
                "version",
                "classes",
                "score_threshold",
                "background_threshold",
                "input_size",
                "stride",
                "card"
            })
    void a_model_without_a_metadata_entry_is_refused(String entry) {
        assertRefused(new TinyModel().without("eader." + entry), "metadata eader." + entry + " is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            contract             | 2                    | is '2'; this service reads 1
            name                 | ' '                  | is empty
            classes              | []                   | is a JSON array of 1 to 255 names
            classes              | {"a": 1}             | is a JSON array of 1 to 255 names
            classes              | ["a", 2, "c"]        | is a JSON array of 1 to 255 names
            classes              | ["a", "", "c"]       | is a JSON array of 1 to 255 names
            classes              | ["a", "b", "a"]      | has 'a' twice
            classes              | cat, dog             | is not JSON
            score_threshold      | 1.1                  | is 1.1; it is a number in [0, 1]
            score_threshold      | NaN                  | is NaN; it is a number in [0, 1]
            background_threshold | -0.1                 | is -0.1; it is a number in [0, 1]
            background_threshold | much                 | is 'much', which is not a number
            input_size           | 100                  | is 100; it is a multiple of 32, at most 4096
            input_size           | 0                    | is 0; it is a multiple of 32
            input_size           | 8192                 | is 8192; it is a multiple of 32, at most 4096
            stride               | 24                   | is 24; it is a power of two, at most 32
            stride               | 0.5                  | is 0.5; it is a power of two
            stride               | 64                   | is 64; it is a power of two, at most 32
            card                 | {"seed": 1           | is not JSON
            card                 | {} {}                | is not JSON
            card                 | [1]                  | is not a JSON object
            """)
    void a_metadata_entry_out_of_its_range_is_refused(String entry, String value, String complaint) {
        assertRefused(new TinyModel().metadata("eader." + entry, value), "metadata eader." + entry + " " + complaint);
    }

    @Test
    void a_refusal_lists_everything_and_names_the_file(@TempDir Path folder) {
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
                .hasMessageContaining("'label_map' is int64");
    }

    @Test
    void what_is_no_onnx_file_is_refused() {
        byte[] onnx = new TinyModel().bytes();
        byte[] text = "<html>404</html>".getBytes(StandardCharsets.UTF_8);
        byte[] truncated = Arrays.copyOf(onnx, onnx.length / 2);

        assertThat(violations(text)).singleElement().asString().startsWith("ONNX Runtime cannot load it: ");
        assertThat(violations(truncated)).singleElement().asString().startsWith("ONNX Runtime cannot load it: ");
        assertThat(violations(new byte[0])).singleElement().asString().startsWith("ONNX Runtime cannot load it: ");
        assertThat(violations(new TinyModel().unknownOperator().bytes()))
                .singleElement()
                .asString()
                .startsWith("ONNX Runtime cannot load it: ")
                .contains("NoSuchOperator");
    }

    static Stream<Arguments> externalTensors() throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(new TinyModel().bytes());
        TensorProto tensor = TensorProto.newBuilder()
                .setName("away")
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(1)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("ext.data"))
                .build();
        SparseTensorProto sparse =
                SparseTensorProto.newBuilder().setValues(tensor).build();
        AttributeProto value =
                AttributeProto.newBuilder().setName("value").setT(tensor).build();
        NodeProto node =
                NodeProto.newBuilder().setOpType("Constant").addAttribute(value).build();
        GraphProto branch = GraphProto.newBuilder().addNode(node).build();
        return Stream.of(
                Arguments.of("initializer", graph(model, graph -> graph.addInitializer(tensor))),
                Arguments.of("sparse", graph(model, graph -> graph.addSparseInitializer(sparse))),
                Arguments.of(
                        "sparse indices",
                        graph(
                                model,
                                graph -> graph.addSparseInitializer(
                                        SparseTensorProto.newBuilder().setIndices(tensor)))),
                Arguments.of("constant", graph(model, graph -> graph.addNode(node))),
                Arguments.of("tensors", attribute(model, attribute -> attribute.addTensors(tensor))),
                Arguments.of("sparse attribute", attribute(model, attribute -> attribute.setSparseTensor(sparse))),
                Arguments.of("sparse attributes", attribute(model, attribute -> attribute.addSparseTensors(sparse))),
                Arguments.of("branch", attribute(model, attribute -> attribute.setG(branch))),
                Arguments.of("branches", attribute(model, attribute -> attribute.addGraphs(branch))),
                Arguments.of("function node", unknown(model, 25, unknown(7, node))),
                Arguments.of("function attribute", unknown(model, 25, unknown(11, value))),
                Arguments.of("training", unknown(model, 20, unknown(2, branch))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("externalTensors")
    void model_with_external_tensor_is_refused_by_its_name(String place, byte[] onnx) {
        assertThat(violations(onnx))
                .containsExactly(
                        "the values of 1 tensor(s), 'away', are in another file; one self-contained ONNX file is"
                                + " needed");
    }

    private static byte[] graph(ModelProto model, UnaryOperator<GraphProto.Builder> change) {
        return model.toBuilder()
                .setGraph(change.apply(model.getGraph().toBuilder()))
                .build()
                .toByteArray();
    }

    private static byte[] attribute(ModelProto model, UnaryOperator<AttributeProto.Builder> change) {
        return graph(
                model,
                graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("Constant")
                        .addAttribute(change.apply(AttributeProto.newBuilder().setName("value")))));
    }

    /** The message behind a field number that the test's own copy of the schema may lack. */
    private static byte[] unknown(int field, MessageLite message) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        field,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(message.toByteString())
                                .build())
                .build()
                .toByteArray();
    }

    private static byte[] unknown(ModelProto model, int field, byte[] message) {
        return model.toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                field,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(message))
                                        .build())
                        .build())
                .build()
                .toByteArray();
    }

    @Test
    void class_names_may_have_characters_beyond_the_basic_plane() {
        byte[] onnx = new TinyModel()
                .metadata("eader.classes", "[\"\ud83d\udc04\", \"gr\u00fcn\", \"\u00fcber\"]")
                .bytes();

        try (SegmentationModel model = SegmentationModel.load("emoji.onnx", onnx, CPU)) {
            assertThat(model.description().classes()).containsExactly("\ud83d\udc04", "gr\u00fcn", "\u00fcber");
        }
    }

    @Test
    void model_file_over_the_size_limit_is_refused_by_name(@TempDir Path folder) {
        Path file = new TinyModel().writeTo(folder.resolve("large.onnx"));
        ModelOptions small = new ModelOptions(DeviceChoice.CPU, 1, 1, 1000);

        assertThatThrownBy(() -> SegmentationModel.load(file, small))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("large.onnx")
                .hasMessageContaining(
                        "it has " + file.toFile().length() + " bytes; eader.model.max-bytes accepts up to 1000");
    }

    @Test
    @Timeout(20)
    void named_pipe_is_refused_without_waiting(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe.onnx");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> SegmentationModel.load(pipe, CPU))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("pipe.onnx")
                .hasMessageContaining("it is not a regular file");
    }

    @Test
    void a_file_that_is_not_there_is_refused_by_name(@TempDir Path folder) {
        assertThatThrownBy(() -> SegmentationModel.load(folder.resolve("absent.onnx"), CPU))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("absent.onnx")
                .hasMessageContaining("it cannot be read");
    }

    private static void assertRefused(TinyModel model, String... violations) {
        assertThatThrownBy(() -> SegmentationModel.load("broken.onnx", model.bytes(), CPU))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("broken.onnx")
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(violations));
    }
}
