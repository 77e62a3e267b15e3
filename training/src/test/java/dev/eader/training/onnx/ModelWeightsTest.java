package dev.eader.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.Views;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.Pixels;
import dev.eader.training.data.SceneDataset;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentMaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelWeightsTest {
    private static final Path MODELS = Path.of("../src/main/resources/models");
    private static final List<String> ANIMALS = List.of("cat", "cow", "dog", "horse", "person", "sheep");
    private static final List<String> TWO = List.of("a", "b");
    private static final String TINY = "resnet18x0.125:16";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"voc-animals-attention.onnx", "voc-animals.onnx"})
    void network_gives_scores_and_attention_of_the_bundled_model(String name) throws IOException, OrtException {
        byte[] model = Files.readAllBytes(MODELS.resolve(name));
        ModelWeights weights = ModelWeights.read(MODELS.resolve(name));
        assertThat(weights.network()).isEqualTo("mobilenet_v2-tf:16");
        try (NDManager manager = NDManager.newBaseManager();
                Network localizer = network(manager, weights.network(), 6);
                ExportedModel exported = ExportedModel.of(model);
                OrtSession.Result expected = exported.run(picture())) {
            Weights.Report report = weights.initialize(localizer, weights.classes());

            assertThat(report).isEqualTo(new Weights.Report(List.of(), List.of(), false));
            AttentionMaps maps = AttentionMaps.of(localizer, manager, picture());
            assertThat(ModelResults.maxDifference(maps.scores(), ExportedModel.scores(expected)))
                    .isLessThan(1e-4);
            assertThat(ModelResults.maxDifference(maps.atStride(), ModelResults.floats(expected, "attention")))
                    .isLessThan(1e-3);
        }
    }

    @Test
    void student_gives_the_label_map_of_the_bundled_model() throws IOException, OrtException {
        byte[] model = Files.readAllBytes(MODELS.resolve("voc-animals.onnx"));
        ModelWeights weights = ModelWeights.read(MODELS.resolve("voc-animals.onnx"));
        try (NDManager manager = NDManager.newBaseManager();
                Student student = new Student(manager, Architecture.of(weights.network()), 6, 192, 1);
                ExportedModel exported = ExportedModel.of(model);
                OrtSession.Result expected = exported.run(picture(), new float[] {1, 0, 1, 1, 0, 0})) {
            weights.initialize(student.network(), ANIMALS);
            assertThat(weights.initializeHead(student, ANIMALS)).isTrue();

            AttentionMaps maps = new StudentMaps(student, manager, Views.single(96))
                    .maps(new Sample("scene", picture(), new float[6], null));
            byte[] labels = maps.labelMap(
                    new boolean[] {true, false, true, true, false, false},
                    exported.number("eader.background_threshold"));
            assertThat(ModelResults.shareOfEqual(labels, ExportedModel.labels(expected)))
                    .isGreaterThan(.999);
            assertThat(labels).contains(0);
        }
    }

    @Test
    void export_of_loaded_student_equals_the_first_export() throws IOException, OrtException {
        try (NDManager manager = NDManager.newBaseManager();
                Student first = new Student(manager, Architecture.of(TINY), 2, 8, 1);
                Student second = new Student(manager, Architecture.of(TINY), 2, 8, 2)) {
            ModelWeights weights = ModelWeights.read(write(export(first)));
            assertThat(weights.initialize(second.network(), TWO).missing()).isEmpty();
            assertThat(weights.initializeHead(second, TWO)).isTrue();

            second.weights().forEach((name, array) -> assertThat(array.toFloatArray())
                    .as(name)
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(first.weights().get(name).toFloatArray()));
            assertThat(weights.initializeHead(new Student(manager, Architecture.of(TINY), 2, 16, 1), TWO))
                    .as("head of another width")
                    .isFalse();
        }
    }

    @Test
    void classifier_of_other_classes_stays_random() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                Network network = network(manager, "mobilenet_v2-tf", 6)) {
            float[] before = network.parameters().get("classifier.1.weight").toFloatArray();

            Weights.Report report = ModelWeights.embedded()
                    .initialize(network, List.of("dog", "cat", "cow", "horse", "person", "sheep"));

            assertThat(report.missing()).containsExactly("classifier.1.weight", "classifier.1.bias");
            assertThat(report.unexpected()).isEmpty();
            assertThat(network.parameters().get("classifier.1.weight").toFloatArray())
                    .isEqualTo(before);
        }
    }

    @Test
    void network_with_batch_normalisation_must_be_calibrated() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                Network source = network(manager, TINY, 2);
                Network target = new Network(manager, Architecture.of(TINY), 2, true, DataType.FLOAT32, 2)) {
            Weights.Report report = ModelWeights.read(write(export(source))).initialize(target, TWO);

            assertThat(report.calibrate()).isTrue();
            assertThat(report.missing()).isEmpty();
        }
    }

    @Test
    void network_of_other_padding_is_refused() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                Network network = network(manager, "mobilenet_v2:16", 6)) {
            ModelWeights weights = ModelWeights.embedded();

            assertThatThrownBy(() -> weights.initialize(network, ANIMALS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("normalises its input differently than mobilenet_v2:16");
        }
    }

    @Test
    void network_of_other_family_is_refused_with_both_names() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                Network source = network(manager, TINY, 2);
                Network wider = network(manager, "resnet18x0.25:16", 2)) {
            ModelWeights weights = ModelWeights.read(write(export(source)));

            assertThatThrownBy(() -> weights.initialize(wider, TWO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("model.onnx: conv1.weight has shape (8, 3, 7, 7) in the file")
                    .hasMessageContaining("resnet18x0.25:16");
        }
    }

    @Test
    void quantised_truncated_or_foreign_files_are_refused_by_name() throws IOException, OrtException {
        try (NDManager manager = NDManager.newBaseManager();
                Network source = network(manager, "resnet18x0.25:16", 2)) {
            byte[] model = export(source);
            byte[] quantised = Quantization.int8(model, List.of(ModelResults.noise(64, 64, 1)));
            byte[] foreign = ModelProto.newBuilder()
                    .setGraph(ModelProto.parseFrom(model).getGraph().toBuilder().setName("torch_jit"))
                    .build()
                    .toByteArray();

            assertRefused(quantised, "model.onnx is quantised to 8 bits", "without --int8");
            assertRefused(Arrays.copyOf(model, model.length / 2), "model.onnx is not an ONNX model or is truncated");
            assertRefused(foreign, "model.onnx is not a model that `export`", "'torch_jit'");
            assertRefused(new byte[0], "model.onnx is not a model that `export`");
        }
    }

    private void assertRefused(byte[] content, String... messages) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> ModelWeights.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(messages);
    }

    private Path write(byte[] model) throws IOException {
        return Files.write(folder.resolve("model.onnx"), model);
    }

    private static byte[] export(Network network) {
        return new LocalizerExport(network, new Thresholds(.5, .4)).model(metadata());
    }

    private static byte[] export(Student student) {
        return new StudentExport(student, new Thresholds(.5, .4)).model(metadata());
    }

    private static Map<String, String> metadata() {
        return Map.of("eader.classes", "[\"a\", \"b\"]", "eader.background_threshold", "0.4");
    }

    private static Network network(NDManager manager, String name, int classes) {
        return new Network(manager, Architecture.of(name), classes, false, DataType.FLOAT32, 1);
    }

    private static Pixels picture() {
        return new SceneDataset(1, 1, 96, 64, false).sample(0).pixels();
    }
}
