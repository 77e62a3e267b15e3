package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluates a tiny localizer on a folder without masks, and later on one with masks. */
class EvaluateWithoutMasksTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void train() throws IOException {
        for (String data : List.of("photos", "masked")) {
            run("scenes", "--out=" + folder.resolve(data), "--count=6", "--scene-size=64x64", "--split=train");
        }
        try (Stream<Path> masks = Files.walk(folder.resolve("photos/SegmentationClass"))) {
            masks.sorted(Comparator.reverseOrder()).forEach(EvaluateWithoutMasksTest::delete);
        }
        run(
                "train --batch=4 --size=32 --epochs=1 --alpha=0 --localizer=resnet18x0.125:16",
                "--adversary=resnet18x0.125",
                "--voc=" + folder.resolve("photos"),
                "--out=" + folder.resolve("run"));
    }

    @Test
    void card_without_masks_has_classification_and_no_miou() throws IOException {
        Path run = copyOfRun("plain");

        String printed = printed(() -> run("evaluate --split=train --input-size=64", run.toString()));

        assertThat(printed)
                .contains("has no SegmentationClass", "mAP", "background threshold")
                .doesNotContain("mIoU");
        JsonNode card = new ObjectMapper().readTree(run.resolve("card.json").toFile());
        assertThat(card.path("masks").asText()).isEqualTo("none");
        assertThat(card.has("labelsGiven") || card.has("labelsPredicted") || card.has("curve"))
                .isFalse();
        assertThat(card.at("/classification/meanF1").isNumber()).isTrue();
        assertThat(card.at("/classification/classes/boat/pictures").isInt()).isTrue();
        assertThat(card.at("/thresholds/scoreCriterion").asText()).contains("F1");
        assertThat(card.at("/thresholds/candidates/0/threshold").asDouble())
                .isEqualTo(card.path("backgroundThreshold").asDouble());
        assertThat(run.resolve("contact-sheet.jpg")).isNotEmptyFile();
    }

    @Test
    void run_evaluated_without_masks_is_exported_and_verified() throws IOException {
        Path run = copyOfRun("exported");
        String model = folder.resolve("model.onnx").toString();
        run("evaluate --without-masks --split=train --input-size=64 --criterion=erasing", run.toString());

        run("export --name=tiny", run.toString(), "--out=" + model);

        run("verify --split=train --count=2", run.toString(), model);
        run(
                "attention --split=train --input-size=64",
                run.toString(),
                "--out=" + folder.resolve("maps"),
                "--labels=" + folder.resolve("maps"));
        assertThat(Training.run("figures", "classes", run.toString(), "--out=" + folder.resolve("x.png")))
                .as("IoU of classes")
                .isEqualTo(2);
    }

    @Test
    void card_is_filled_from_another_folder_with_masks() throws IOException {
        Path run = copyOfRun("filled");
        run("evaluate --without-masks --split=train --input-size=64", run.toString());

        run("evaluate --split=train --input-size=64", run.toString(), "--voc=" + folder.resolve("masked"));

        JsonNode card = new ObjectMapper().readTree(run.resolve("card.json").toFile());
        assertThat(card.has("masks")).isFalse();
        assertThat(card.at("/labelsGiven/meanIou").isNumber()).isTrue();
        assertThat(card.at("/classification/meanAveragePrecision").isNumber()).isTrue();
    }

    @Test
    void criteria_are_compared_with_the_best_threshold_by_masks() throws IOException {
        Path run = copyOfRun("compared");
        String[] compare = {
            "evaluate --compare-criteria --criteria-pictures=3 --split=train --input-size=64", run.toString()
        };

        assertThat(printed(() -> run(compare[0], compare[1], "--voc=" + folder.resolve("masked"))))
                .contains("best by masks", "constant 0.20", "Otsu");

        assertThat(run.resolve("card.json")).doesNotExist();
        assertThat(Training.run("evaluate", "--compare-criteria", run.toString(), "--split=train"))
                .as("without masks")
                .isEqualTo(2);
    }

    private static Path copyOfRun(String name) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name));
        for (String file : List.of("run.json", "checkpoint.safetensors")) {
            Files.copy(folder.resolve("run").resolve(file), copy.resolve(file));
        }
        return copy;
    }

    private static String printed(Runnable command) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            command.run();
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(before);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param words arguments; a word with spaces is several arguments */
    private static void run(String... words) {
        List<String> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.addAll(List.of(word.split(" ")));
        }
        assertThat(Training.run(arguments.toArray(String[]::new)))
                .as(String.join(" ", words))
                .isZero();
    }
}
