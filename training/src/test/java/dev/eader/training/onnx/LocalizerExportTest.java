package dev.eader.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Pixels;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalizerExportTest {
    private static final int CLASSES = 4;
    private static final LocalizerExport.Thresholds THRESHOLDS = new LocalizerExport.Thresholds(.5, .4);

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v2:16,false,64,96",
        "mobilenet_v2-tf:16,false,96,64",
        "mobilenet_v2-tf:32,false,64,64",
        "resnet18x0.25:16,true,96,128",
        "resnet18x0.25:8,false,32,64",
        "resnet34x0.125:16,false,64,96",
        "resnet50x0.125:8,true,96,64",
        "resnet50x0.125,false,64,64",
        "resnet101x0.0625:16,true,64,64",
        "mobilenet_v2x0.25:8,true,64,96",
        "vgg16x0.125,false,96,64",
        "vgg16x0.125:8,false,96,64",
        "vgg16_bnx0.125:16,true,64,64"
    })
    void exported_model_gives_the_results_of_the_network(String name, boolean batchNorm, int width, int height)
            throws OrtException {
        try (NDManager manager = NDManager.newBaseManager();
                Network network = network(manager, name, batchNorm)) {
            Pixels pixels = ModelResults.noise(width, height, 1);
            AttentionMaps expected = AttentionMaps.of(network, manager, pixels);
            float[] undecided = {-1, -1, -1, -1};

            Answer answer = run(network, undecided, pixels);

            assertThat(ModelResults.maxDifference(answer.scores(), expected.scores()))
                    .isLessThan(1e-5);
            assertThat(ModelResults.maxDifference(answer.attention(), expected.atStride()))
                    .isLessThan(1e-4);
            boolean[] present = Evaluation.presentClasses(expected.scores(), THRESHOLDS.score());
            assertThat(ModelResults.shareOfEqual(answer.labels(), expected.labelMap(present, THRESHOLDS.background())))
                    .isGreaterThan(.999);
        }
    }

    @Test
    void known_labels_override_the_scores() throws OrtException {
        try (NDManager manager = NDManager.newBaseManager();
                Network network = network(manager, "resnet18x0.25:16", false)) {
            Pixels pixels = ModelResults.noise(64, 64, 2);
            AttentionMaps expected = AttentionMaps.of(network, manager, pixels);

            byte[] none = run(network, new float[] {0, 0, 0, 0}, pixels).labels();
            byte[] third = run(network, new float[] {0, 0, 1, 0}, pixels).labels();

            assertThat(none).containsOnly(0);
            boolean[] only = {false, false, true, false};
            assertThat(ModelResults.shareOfEqual(third, expected.labelMap(only, THRESHOLDS.background())))
                    .isGreaterThan(.999);
            assertThat(third).contains(3);
        }
    }

    @Test
    void images_of_a_batch_do_not_affect_each_other() throws OrtException {
        try (NDManager manager = NDManager.newBaseManager();
                Network network = network(manager, "mobilenet_v2:16", false)) {
            float[] undecided = {-1, -1, -1, -1, -1, -1, -1, -1};
            Pixels one = ModelResults.noise(64, 64, 3);
            Pixels other = ModelResults.noise(64, 64, 4);

            Answer together = run(network, undecided, one, other);
            Answer alone = run(network, Arrays.copyOf(undecided, CLASSES), other);

            float[] second = Arrays.copyOfRange(together.scores(), CLASSES, 2 * CLASSES);
            assertThat(ModelResults.maxDifference(second, alone.scores())).isLessThan(1e-6);
        }
    }

    private record Answer(float[] scores, float[] attention, byte[] labels) {}

    private static Network network(NDManager manager, String name, boolean batchNorm) {
        Network network = new Network(manager, Architecture.of(name), CLASSES, batchNorm, DataType.FLOAT32, 5);
        // random weights give scores near 0.5; larger ones make some classes present and others absent
        network.parameters()
                .get(network.architecture().classifier() + ".weight")
                .muli(30);
        return network;
    }

    private static Answer run(Network network, float[] present, Pixels... batch) throws OrtException {
        byte[] model = new LocalizerExport(network, THRESHOLDS).model(Map.of());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        int width = batch[0].width();
        int height = batch[0].height();
        ByteBuffer bytes = ByteBuffer.allocateDirect(batch.length * 3 * width * height);
        for (Pixels pixels : batch) {
            bytes.put(pixels.rgb());
        }
        bytes.rewind();
        long[] shape = {batch.length, height, width, 3};
        long[] presentShape = {batch.length, CLASSES};
        try (OrtSession session = environment.createSession(model);
                OnnxTensor image = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
                OnnxTensor known = OnnxTensor.createTensor(environment, FloatBuffer.wrap(present), presentShape);
                OrtSession.Result result = session.run(Map.of("image", image, "present", known))) {
            return new Answer(
                    ModelResults.floats(result, "scores"),
                    ModelResults.floats(result, "attention"),
                    ModelResults.labels(result));
        }
    }
}
