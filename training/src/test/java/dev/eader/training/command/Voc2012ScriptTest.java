package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code voc-2012.sh} with small networks on a generated devkit. */
class Voc2012ScriptTest {
    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("DEVICE", "cpu"),
            Map.entry("LOCALIZER", "resnet18x0.125"),
            Map.entry("ADVERSARY", "resnet18x0.125"),
            Map.entry("STUDENT", "resnet18x0.125:16"),
            Map.entry("SIZE", "64"),
            Map.entry("VIEW", "64"),
            Map.entry("STUDENT_SIZE", "32"),
            Map.entry("MAX_SIDE", "64"),
            Map.entry("BATCH", "4"),
            Map.entry("AFFINITY_BATCH", "4"),
            Map.entry("EPOCHS", "1"),
            Map.entry("AFFINITY_EPOCHS", "1"),
            Map.entry("STUDENT_EPOCHS", "1"),
            Map.entry("TURN", "1"),
            Map.entry("WALK_STEPS", "4"),
            Map.entry("CHANNELS", "8"));

    @TempDir
    Path folder;

    @Test
    void voc_2012_script_trains_and_evaluates_a_student_on_a_devkit() throws Exception {
        Path devkit = GeneratedDevkit.write(folder, 4);
        Path weights = GeneratedDevkit.weights(folder.resolve("conv1.safetensors"), "conv1.weight", 8, 3, 7, 7);
        Path runs = folder.resolve("runs");

        String output = run(devkit, weights, weights, runs);

        assertThat(runs.resolve("voc-2012.onnx")).as(output).isNotEmptyFile();
        assertThat(Files.readString(runs.resolve("student/card.json"))).contains("labelsGiven");
        assertThat(runs.resolve("labels-affinity/score.json")).isNotEmptyFile();
        Files.delete(runs.resolve("done/student"));
        assertThat(run(devkit, weights, weights, runs))
                .as("a second run continues an unfinished training and skips all other steps")
                .containsOnlyOnce("== ")
                .contains("== student\n");
    }

    private String run(Path... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder("bash", "voc-2012.sh");
        for (Path argument : arguments) {
            builder.command().add(argument.toString());
        }
        builder.environment().putAll(SMALL);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment()
                .put("EADER_TRAINING", "java -XX:TieredStopAtLevel=1 -Xmx512m " + Training.class.getName());
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(Duration.ofMinutes(10).toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
