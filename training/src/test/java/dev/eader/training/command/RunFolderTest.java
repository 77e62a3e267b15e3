package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.train.RunLock;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken, foreign or locked files of a run's folder. */
class RunFolderTest {
    private static final String NETWORK = "resnet18x0.125";

    @TempDir
    Path folder;

    private Path run;

    @BeforeEach
    void train() {
        run = folder.resolve("run");
        assertThat(train("--stop-after", "3")).isZero();
    }

    @Test
    void second_training_in_the_same_folder_is_refused() throws IOException {
        try (RunLock lock = RunLock.of(run)) {
            assertThat(resume().refused()).contains("another training is running in " + run);
        }
        assertThat(resume().code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "step\n", "other\n0,1\n1,1\n2,1\n3,1\n"})
    void incomplete_or_foreign_log_is_refused_by_name(String log) throws IOException {
        Files.writeString(run.resolve("log.csv"), log);

        assertThat(resume().refused()).contains("log.csv does not belong to the checkpoint");
        assertThat(run.resolve("log.csv")).hasContent(log);
    }

    @Test
    void missing_log_is_refused_by_name() throws IOException {
        Files.delete(run.resolve("log.csv"));

        assertThat(resume().refused()).contains("log.csv is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "3", "{}", "{\"classes\": []}", "{\"seed\": \"many\"}"})
    void broken_run_json_is_refused_by_name(String json) throws IOException {
        Files.writeString(run.resolve("run.json"), json);
        String path = run.toString();

        assertThat(resume().refused()).contains("run.json is broken");
        assertThat(Output.of(() -> Training.run("evaluate", path)).refused()).contains("run.json is broken");
        assertThat(Output.of(() -> Training.run("student", "evaluate", path)).refused())
                .contains(path);
        assertThat(Output.of(() -> Training.run("affinity", "train", "--resume", "--out", path))
                        .refused())
                .contains("run.json is broken");
    }

    @ParameterizedTest
    @CsvSource({"none", "float", "two", "negative"})
    void checkpoint_without_valid_step_is_refused_by_name(String kind) throws IOException {
        Path file = new RunFolder(run).checkpoint().file();
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NDArray> arrays = new ArrayList<>();
            Weights.read(manager, file).forEach((name, array) -> {
                if (!name.equals("step")) {
                    arrays.add(array);
                }
            });
            if (!kind.equals("none")) {
                NDArray step =
                        switch (kind) {
                            case "float" -> manager.create(3f);
                            case "two" -> manager.create(new long[] {3, 3}, new Shape(2));
                            default -> manager.create(new long[] {-1}, new Shape(1));
                        };
                step.setName("step");
                arrays.add(step);
            }
            Weights.write(arrays, file);
        }

        assertThat(resume().refused()).contains("checkpoint.safetensors has no valid number of completed steps");
    }

    @Test
    void data_with_other_class_names_is_refused_with_both_lists() throws IOException {
        ObjectNode json =
                (ObjectNode) JsonFiles.JSON.readTree(run.resolve("run.json").toFile());
        json.withArray("classes").remove(4);
        json.withArray("classes").insert(0, "cat");
        JsonFiles.JSON.writeValue(run.resolve("run.json").toFile(), json);
        String path = run.toString();
        String maps = folder.resolve("maps").toString();

        for (String[] command : new String[][] {
            {"evaluate", path, "--count", "2"},
            {"attention", path, "--count", "2", "--out", maps},
            {"verify", path, "none.onnx"},
            {"train", "--resume", "--out", path}
        }) {
            assertThat(Output.of(() -> Training.run(command)).refused())
                    .contains("the run has the classes [cat, boat,", "but the data has [boat, fish,");
        }
        assertThat(Output.of(() -> Training.run(arguments("other", "--init", path)))
                        .refused())
                .contains(path + " has the classes [cat, boat,");
    }

    @Test
    void failed_export_keeps_the_existing_model() throws IOException {
        assertThat(Training.run("evaluate", run.toString(), "--count", "2", "--input-size", "64"))
                .isZero();
        Path model = Files.writeString(folder.resolve("model.onnx"), "before");
        // a folder at the name of the temporary file makes the export fail
        Files.createDirectory(folder.resolve("model.onnx.new"));
        Files.writeString(folder.resolve("model.onnx.new/x"), "x");

        Output output =
                Output.of(() -> Training.run("export", run.toString(), "--out", model.toString(), "--name", "tiny"));

        assertThat(output.refused()).contains("model.onnx.new");
        assertThat(model).hasContent("before");
    }

    private Output resume() throws IOException {
        return Output.of(() -> Training.run("train", "--out", run.toString(), "--resume"));
    }

    private int train(String... more) {
        return Training.run(arguments("run", more));
    }

    private String[] arguments(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--scenes", "--scene-size", "64x64"));
        arguments.addAll(List.of("--scene-count", "6", "--batch", "2", "--size", "32", "--epochs", "2"));
        arguments.addAll(List.of("--localizer", NETWORK, "--adversary", NETWORK));
        arguments.addAll(List.of("--out", folder.resolve(name).toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }
}
