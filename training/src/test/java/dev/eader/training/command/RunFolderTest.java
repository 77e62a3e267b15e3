package dev.eader.training.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken, foreign or locked files of a run's folder. */
class RunFolderTest {
    private static final Path FULL = Path.of("/dev/full");
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
    void run_without_log_continues_with_a_new_log() throws IOException {
        Files.delete(run.resolve("log.csv"));

        Output output = resume();

        assertThat(output.code()).isZero();
        assertThat(output.err()).contains("log.csv is missing: its lines of 3 steps are lost");
        List<String> lines = Files.readAllLines(run.resolve("log.csv"));
        assertThat(lines).hasSize(1 + 3);
        assertThat(lines.get(1)).startsWith("3,");
        assertThat(resume().code()).as("again").isZero();
    }

    @Test
    void full_disk_keeps_the_checkpoint_and_is_reported_by_name() throws IOException {
        assumeTrue(Files.exists(FULL));
        Path checkpoint = new RunFolder(run).checkpoint().file();
        byte[] before = Files.readAllBytes(checkpoint);
        Path fresh = Files.createSymbolicLink(run.resolve("checkpoint.safetensors.new"), FULL);

        assertThat(resume().refused())
                .contains(checkpoint + " could not be written: ")
                .contains("MiB of free space; --resume continues from the checkpoint before it");
        assertThat(checkpoint).hasBinaryContent(before);
        assertThat(Files.exists(fresh, LinkOption.NOFOLLOW_LINKS)).isFalse();

        Files.createSymbolicLink(run.resolve("log.csv.new"), FULL);
        assertThat(resume().refused()).contains("log.csv could not be written: ");
        assertThat(resume().code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, -1})
    void damaged_checkpoint_is_replaced_by_the_one_before(int length) throws IOException {
        assertThat(resume().code()).isZero();
        Path checkpoint = new RunFolder(run).checkpoint().file();
        byte[] whole = Files.readAllBytes(checkpoint);
        Files.write(checkpoint, length < 0 ? "garbage ".repeat(50).getBytes(UTF_8) : Arrays.copyOf(whole, length));
        String path = run.toString();

        assertThat(Output.of(() -> Training.run("evaluate", path)).refused())
                .contains(checkpoint + " is not a valid safetensors file")
                .contains("continue the training with --resume, which uses the checkpoint before it");
        Output output = resume();

        assertThat(output.code()).as(output.err()).isZero();
        assertThat(output.err())
                .contains(checkpoint + " is not a valid safetensors file")
                .contains("continuing from " + run.resolve("checkpoint.previous.safetensors") + ", which has 3 steps");
        assertThat(checkpoint).as("after the repeated steps").hasBinaryContent(whole);
    }

    @Test
    void run_with_two_damaged_checkpoints_is_refused_with_both_names() throws IOException {
        assertThat(resume().code()).isZero();
        Files.writeString(run.resolve("checkpoint.safetensors"), "");
        Files.writeString(run.resolve("checkpoint.previous.safetensors"), "");

        assertThat(resume().refused())
                .contains("checkpoint.safetensors is not a valid", "checkpoint.previous.safetensors is not a valid")
                .contains("restore one of them or start a new run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "schedule", "augmentation"})
    void run_with_fields_of_another_version_is_not_resumed(String group) throws IOException {
        ObjectNode json = new RunFolder(run).settings();
        (group.isEmpty() ? json : (ObjectNode) json.get(group)).put("mixup", .2);
        JsonFiles.write(run.resolve("run.json"), json);

        assertThat(resume().refused()).contains("run.json has fields that this version does not know: mixup");
    }

    @ParameterizedTest
    @CsvSource({"batch,0 pictures", "schedule,no value for \"schedule\"", "seed,no value for \"seed\""})
    void run_without_a_required_field_is_refused_by_name(String field, String message) throws IOException {
        ObjectNode json = new RunFolder(run).settings();
        json.remove(field);
        JsonFiles.write(run.resolve("run.json"), json);

        assertThat(resume().refused()).contains("run.json is broken", message);
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
