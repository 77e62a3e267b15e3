package dev.eader.inference.model;

import static dev.eader.inference.model.ModelInputs.grey;
import static dev.eader.inference.model.ModelInputs.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentationModelTest {
    private static final ModelOptions CPU = new ModelOptions(DeviceChoice.CPU, 1);

    private static SegmentationModel tiny() {
        return SegmentationModel.load("tiny.onnx", new TinyModel().bytes(), CPU);
    }

    @Test
    void description_has_the_metadata_and_hash_of_the_file(@TempDir Path folder) throws Exception {
        byte[] onnx = new TinyModel().metadata("eader.version", "7").bytes();
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(onnx));
        Path file = new TinyModel().metadata("eader.version", "7").writeTo(folder.resolve("tiny.onnx"));

        try (SegmentationModel model = SegmentationModel.load(file, CPU)) {
            assertThat(model.description())
                    .isEqualTo(new ModelDescription(
                            "tiny", "7", sha256, TinyModel.CLASSES, 0.5f, 0.25f, 64, 32, "{\"seed\": 1}"));
        }
    }

    @Test
    void each_image_of_a_batch_has_its_own_prediction() {
        try (SegmentationModel model = tiny()) {
            List<Prediction> predictions = model.predict(List.of(plain(64, 32, 255, 0, 0), plain(64, 32, 0, 51, 204)));

            assertThat(predictions).hasSize(2);
            assertThat(predictions.get(0).scores()).containsExactly(1, 0, 0);
            assertThat(predictions.get(0).labelMap().labels()).containsOnly(1).hasSize(64 * 32);
            assertThat(predictions.get(1).scores()).containsExactly(new float[] {0, 0.2f, 0.8f}, within(1e-5f));
            assertThat(predictions.get(1).labelMap().labels()).containsOnly(3);
        }
    }

    @Test
    void outputs_keep_the_position_of_pixels() {
        ModelInput input = plain(96, 64, 0, 0, 0);
        // the middle 32x32 square of the lower row is green
        for (int y = 32; y < 64; y++) {
            for (int x = 32; x < 64; x++) {
                input.rgb()[(y * 96 + x) * 3 + 1] = (byte) 255;
            }
        }
        try (SegmentationModel model = tiny()) {
            Prediction prediction = model.predict(List.of(input)).get(0);

            assertThat(prediction.rows()).isEqualTo(2);
            assertThat(prediction.columns()).isEqualTo(3);
            assertThat(prediction.attention()[1]).containsExactly(0, 0, 0, 0, 1, 0);
            assertThat(prediction.attention()[0]).containsOnly(0);
            assertThat(prediction.labelMap().width()).isEqualTo(96);
            assertThat(prediction.labelMap().height()).isEqualTo(64);
            byte[] labels = prediction.labelMap().labels();
            for (int i = 0; i < labels.length; i++) {
                boolean inside = i / 96 >= 32 && i % 96 >= 32 && i % 96 < 64;
                assertThat(labels[i]).as("pixel %d", i).isEqualTo((byte) (inside ? 2 : 0));
            }
        }
    }

    @Test
    void known_labels_override_the_scores() {
        ModelInput teal = plain(32, 32, 0, 100, 200); // green scores 0.39, below the threshold; blue 0.78, above
        ModelInput onlyGreen = new ModelInput(32, 32, teal.rgb(), new float[] {0, 1, 0});
        ModelInput nothing = new ModelInput(32, 32, teal.rgb(), new float[] {0, 0, 0});
        ModelInput notBlue = new ModelInput(32, 32, teal.rgb(), new float[] {-1, -1, 0});
        try (SegmentationModel model = tiny()) {
            List<Prediction> predictions = model.predict(List.of(teal, onlyGreen, nothing, notBlue));

            assertThat(predictions)
                    .extracting(prediction -> (int) prediction.labelMap().labels()[0])
                    .containsExactly(3, 2, 0, 0);
        }
    }

    @Test
    void predictions_are_correct_for_changing_batch_sizes() {
        try (SegmentationModel model = tiny()) {
            for (int count : new int[] {1, 5, 2, 8, 1}) {
                List<ModelInput> batch = IntStream.range(0, count)
                        .mapToObj(i -> plain(32, 64, i * 20, 0, 255))
                        .toList();
                List<Prediction> predictions = model.predict(batch);
                for (int i = 0; i < count; i++) {
                    assertThat(predictions.get(i).scores())
                            .containsExactly(new float[] {i * 20 / 255f, 0, 1}, within(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void one_model_serves_concurrent_threads(int threadsAlone) {
        ModelOptions options = new ModelOptions(DeviceChoice.CPU, 1, threadsAlone);
        try (var model = SegmentationModel.load("tiny.onnx", new TinyModel().bytes(), options)) {
            List<CompletableFuture<Float>> scores = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> model.predict(List.of(grey(32, 32, i))).get(0).scores()[1]))
                    .toList();

            for (int i = 0; i < 40; i++) {
                assertThat(scores.get(i).join()).isCloseTo(i / 255f, within(1e-5f));
            }
        }
    }

    @Test
    void nan_score_fails_its_batch_only() {
        byte[] onnx = new TinyModel().notANumberOn(100).bytes();
        try (SegmentationModel model = SegmentationModel.load("tiny.onnx", onnx, CPU)) {
            assertThatThrownBy(() -> model.predict(List.of(grey(32, 32, 99), grey(32, 32, 100))))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("'scores' contains a value that is not a finite number");
            assertThat(model.predict(List.of(grey(32, 32, 99)))).hasSize(1);
        }
    }

    @Test
    void invalid_batches_are_refused() {
        try (SegmentationModel model = tiny()) {
            assertThatThrownBy(() -> model.predict(List.of(grey(32, 64, 1), grey(64, 32, 1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one shape, but there are 32x64 and 64x32");
            assertThatThrownBy(() -> model.predict(List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least one image");
            ModelInput fiveClasses = ModelInput.byScore(32, 32, new byte[32 * 32 * 3], 5);
            assertThatThrownBy(() -> model.predict(List.of(fiveClasses)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("each of the 3 classes of model tiny, but has 5");
        }
    }

    @Test
    void closed_model_refuses_images_and_may_be_closed_twice() {
        SegmentationModel model = tiny();
        model.close();
        model.close();

        assertThatThrownBy(() -> model.predict(List.of(grey(32, 32, 1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tiny is closed");
    }
}
