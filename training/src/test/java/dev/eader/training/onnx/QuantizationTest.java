package dev.eader.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.eader.training.data.Pixels;
import dev.eader.training.data.SceneDataset;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizationTest {
    private static final Map<String, String> METADATA = Map.of("eader.name", "toy");

    @ParameterizedTest
    @ValueSource(strings = {"mobilenet_v2-tf:16", "resnet18x0.25:16", "vgg16x0.125:16"})
    void quantised_model_gives_nearly_equal_scores(String name) throws OrtException {
        byte[] exact = exported(name);

        byte[] small = Quantization.int8(exact, pictures(1, 12));

        double error = 0;
        double spread = 0;
        try (ExportedModel floats = ExportedModel.of(exact);
                ExportedModel bytes = ExportedModel.of(small)) {
            for (Pixels picture : pictures(2, 6)) {
                try (OrtSession.Result expected = floats.run(picture);
                        OrtSession.Result given = bytes.run(picture)) {
                    float[] a = logits(expected);
                    float[] b = logits(given);
                    for (int c = 0; c < a.length; c++) {
                        error += Math.abs(a[c] - b[c]);
                        spread += Math.abs(a[c]);
                    }
                    assertThat(ExportedModel.labels(given)).hasSameSizeAs(ExportedModel.labels(expected));
                }
            }
        }
        assertThat(error).isLessThan(.1 * spread);
    }

    @Test
    void quantised_model_is_smaller_with_the_same_contract() throws OrtException, InvalidProtocolBufferException {
        byte[] exact = exported("resnet18x0.25:16");

        byte[] small = Quantization.int8(exact, pictures(1, 2));

        assertThat(small.length).isLessThan(exact.length * 3 / 10);
        ModelProto before = ModelProto.parseFrom(exact);
        ModelProto after = ModelProto.parseFrom(small);
        assertThat(after.getGraph().getInputList()).isEqualTo(before.getGraph().getInputList());
        assertThat(after.getGraph().getOutputList()).isEqualTo(before.getGraph().getOutputList());
        try (ExportedModel file = ExportedModel.of(small)) {
            assertThat(file.metadata()).isEqualTo(METADATA);
        }
    }

    @Test
    void every_large_convolution_is_quantised() throws OrtException, InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(Quantization.int8(exported("mobilenet_v2:16"), pictures(1, 2)));

        List<NodeProto> nodes = model.getGraph().getNodeList();
        List<NodeProto> convolutions =
                nodes.stream().filter(node -> node.getOpType().equals("Conv")).toList();
        assertThat(convolutions)
                .hasSizeGreaterThan(50)
                .filteredOn(node -> !node.getInput(1).equals("attention.weight")
                        && !node.getInput(1).equals("features.0.0.weight"))
                .allSatisfy(node -> assertThat(node.getInputList()).allMatch(input -> input.endsWith("_restored")));
    }

    @Test
    void calibration_without_images_is_refused() {
        byte[] exact = exported("resnet18x0.25:16");

        assertThatThrownBy(() -> Quantization.int8(exact, List.of())).hasMessageContaining("no image to calibrate on");
    }

    private static float[] logits(OrtSession.Result result) throws OrtException {
        float[] scores = ExportedModel.scores(result);
        for (int c = 0; c < scores.length; c++) {
            scores[c] = (float) Math.log(scores[c] / (1 - scores[c]));
        }
        return scores;
    }

    private static byte[] exported(String name) {
        try (NDManager manager = NDManager.newBaseManager();
                Network network = new Network(manager, Architecture.of(name), 20, false, DataType.FLOAT32, 7)) {
            return new LocalizerExport(network, new LocalizerExport.Thresholds(.5, .4)).model(METADATA);
        }
    }

    private static List<Pixels> pictures(long seed, int count) {
        SceneDataset scenes = new SceneDataset(seed, count, 96, 64, false);
        return IntStream.range(0, count)
                .mapToObj(i -> scenes.sample(i).pixels())
                .toList();
    }
}
