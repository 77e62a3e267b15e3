package dev.eader.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.training.attention.AttentionFile;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderScorerTest {
    @TempDir
    Path folder;

    /** One picture of 8x4: the left half is a cat except for one ignored pixel, the right half is background. */
    private final Dataset cats = new Dataset() {
        @Override
        public List<String> classes() {
            return List.of("cat", "dog");
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public String fingerprint() {
            return "cats";
        }

        @Override
        public Sample sample(int index) {
            byte[] truth = new byte[32];
            for (int i = 0; i < 32; i++) {
                truth[i] = (byte) (i % 8 < 4 ? 1 : 0);
            }
            truth[0] = IGNORE;
            return new Sample("a", new Pixels(8, 4, new byte[96]), new float[] {1, 0}, truth);
        }
    };

    private final FolderScorer scoring = new FolderScorer(cats, "val");

    @Test
    void uncertain_pixels_count_as_background_and_are_reported() throws IOException {
        byte[] labels = new byte[32];
        for (int i = 0; i < 32; i++) {
            labels[i] = (byte) (i % 8 < 3 ? 1 : i % 8 == 3 ? 255 : 0);
        }
        new LabelFile(8, 4, labels).write(folder.resolve("a.png"));

        FolderScore score = scoring.labels(folder, done -> {});

        // of 15 cat pixels 11 are found and 4 unsure; of 16 background pixels all
        assertThat(score.unsure()).isEqualTo(12.9);
        assertThat(score.figures().iou()).containsEntry("cat", 73.33).containsEntry("background", 80.);
        assertThat(score.figures().iou()).as("a class that does not occur").doesNotContainKey("dog");
        assertThat(score.figures().precision()).containsEntry("cat", 100.).containsEntry("background", 80.);
        assertThat(score.figures().recall()).containsEntry("cat", 73.33).containsEntry("background", 100.);
        assertThat(score.figures().meanIou()).isEqualTo(76.67);
        assertThat(score.figures().classes()).isEqualTo(new SegmentationMetrics.Means(73.33, 100, 73.33));
        assertThat(score.whereSure().meanIou()).isEqualTo(100);
    }

    @Test
    void attention_is_measured_at_the_best_threshold() throws IOException {
        // two cells: 0.75 on the cat, 0.25 beside it; enlarged, 0.59 at its last column and 0.41 at the next
        new AttentionFile(8, 4, new int[] {0}, new float[][] {{.75f, .25f}}).write(folder.resolve("a.npz"));

        FolderScore score = scoring.attention(folder, true, done -> {});

        assertThat(score.figures().meanIou()).isEqualTo(100);
        assertThat(score.backgroundThreshold()).isBetween(.43, .56);
        assertThat(score.curve()).hasSize(99);
        assertThat(score.curve().get(9)).isEqualTo(new FolderScore.Point(.1, 24.19));
        assertThat(score.perClass().figures().meanIou()).isEqualTo(100);
    }

    @Test
    void score_survives_a_json_round_trip() throws IOException {
        new AttentionFile(8, 4, new int[] {0}, new float[][] {{.75f, .25f}}).write(folder.resolve("a.npz"));
        FolderScore score = scoring.attention(folder, true, done -> {});
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readValue(json.writeValueAsString(score), FolderScore.class))
                .isEqualTo(score);
    }

    @Test
    void missing_or_mismatched_file_is_refused_by_name() throws IOException {
        refused("a.png is missing");
        new LabelFile(4, 8, new byte[32]).write(folder.resolve("a.png"));
        refused("a.png is for a picture of 4x8 pixels, but its picture has 8x4");
        byte[] labels = new byte[32];
        labels[5] = 3;
        new LabelFile(8, 4, labels).write(folder.resolve("a.png"));
        refused("a.png has the label 3; labels must be 0 to 2");
        new AttentionFile(8, 4, new int[] {2}, new float[][] {{0, 1}}).write(folder.resolve("a.npz"));
        assertThatThrownBy(() -> scoring.attention(folder, false, done -> {}))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("a.npz has the class 2");
    }

    private void refused(String message) {
        assertThatThrownBy(() -> scoring.labels(folder, done -> {}))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }
}
