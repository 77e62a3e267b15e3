package dev.eader.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.Views;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.Pixels;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.network.Architecture;
import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentMaps;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentExportTest {
    private static final int CLASSES = 4;
    private static final float[] UNDECIDED = {-1, -1, -1, -1};

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v2-tf:16,96,64,0.5",
        "mobilenet_v2:16,64,96,0.45",
        "resnet18x0.25:8,64,64,0.6",
        "resnet18x0.25:16,128,96,0.5"
    })
    void exported_model_gives_the_results_of_the_student(String name, int width, int height, double background)
            throws OrtException {
        try (NDManager manager = NDManager.newBaseManager();
                Student student = student(manager, name)) {
            Pixels pixels = ModelResults.noise(width, height, 1);
            AttentionMaps expected = maps(student, manager, pixels);
            AttentionMaps attention = AttentionMaps.of(student.network(), manager, pixels);
            // between two scores, so that one class is absent
            double score = (expected.scores()[0] + expected.scores()[1]) / 2;
            Thresholds thresholds = new Thresholds(score, background);

            Answer answer = run(student, thresholds, UNDECIDED, pixels);

            assertThat(answer.scores()).usingComparatorWithPrecision(1e-5f).containsExactly(expected.scores());
            assertThat(answer.attention()).hasSameSizeAs(attention.atStride());
            for (int i = 0; i < answer.attention().length; i++) {
                assertThat(answer.attention()[i]).isCloseTo(attention.atStride()[i], offset(1e-3f));
            }
            boolean[] allowed = Evaluation.presentClasses(expected.scores(), score);
            assertThat(allowed).contains(true).contains(false);
            byte[] labels = expected.labelMap(allowed, background);
            assertThat(ModelResults.shareOfEqual(answer.labels(), labels)).isGreaterThan(.999);
        }
    }

    @Test
    void class_known_to_be_absent_never_appears() throws OrtException {
        try (NDManager manager = NDManager.newBaseManager();
                Student student = student(manager, "resnet18x0.25:16")) {
            Pixels pixels = ModelResults.noise(64, 64, 1);
            Thresholds thresholds = new Thresholds(0, .5);

            int seen = 0;
            for (int c = 0; c < CLASSES; c++) {
                float[] present = new float[CLASSES];
                present[c] = 1;
                for (byte label : run(student, thresholds, present, pixels).labels()) {
                    assertThat((int) label).isIn(0, c + 1);
                    seen += label;
                }
            }
            assertThat(seen).isPositive();
            assertThat(run(student, thresholds, new float[CLASSES], pixels).labels())
                    .containsOnly(0);
        }
    }

    private record Answer(float[] scores, float[] attention, byte[] labels) {}

    private static Student student(NDManager manager, String name) {
        Student student = new Student(manager, Architecture.of(name), CLASSES, 32, 5);
        // larger random weights, so that classes differ clearly
        String classifier = student.network().architecture().classifier();
        student.network().parameters().get(classifier + ".weight").muli(30);
        student.weights().get("head.logits.weight").muli(1000);
        return student;
    }

    private static AttentionMaps maps(Student student, NDManager manager, Pixels pixels) {
        int longSide = Math.max(pixels.width(), pixels.height());
        return new StudentMaps(student, manager, Views.single(longSide))
                .maps(new Sample("noise", pixels, new float[CLASSES], null));
    }

    private static Answer run(Student student, Thresholds thresholds, float[] present, Pixels pixels)
            throws OrtException {
        byte[] model = new StudentExport(student, thresholds).model(Map.of());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        ByteBuffer bytes = ByteBuffer.allocateDirect(pixels.rgb().length);
        bytes.put(pixels.rgb()).rewind();
        long[] shape = {1, pixels.height(), pixels.width(), 3};
        try (OrtSession session = environment.createSession(model);
                OnnxTensor image = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
                OnnxTensor known =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(present), new long[] {1, CLASSES});
                OrtSession.Result result = session.run(Map.of("image", image, "present", known))) {
            return new Answer(
                    ModelResults.floats(result, "scores"),
                    ModelResults.floats(result, "attention"),
                    ModelResults.labels(result));
        }
    }
}
