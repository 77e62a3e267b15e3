package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weights that {@code train}, {@code affinity train} and {@code student train} start from. */
class InitialWeightsTest {
    private static final String SCENES = "../src/main/resources/models/scenes.onnx";

    @TempDir
    Path folder;

    @Test
    void training_without_options_starts_from_the_embedded_model() throws IOException {
        Path run = folder.resolve("run");

        Output output = train("run", "--rate=0");

        assertThat(output.code()).as(output.err()).isZero();
        assertThat(output.err())
                .contains("default: weights missing and therefore random: [classifier.1.weight, classifier.1.bias]");
        ObjectNode settings = new RunFolder(run).settings();
        assertThat(settings.get("localizer").asText()).isEqualTo("mobilenet_v2-tf:16");
        assertThat(settings.get("adversary").asText()).isEqualTo("mobilenet_v2-tf");
        assertThat(settings.get("localizerInit").asText()).isEqualTo("default");
        assertThat(settings.get("adversaryInit").asText()).isEqualTo("default");
        assertThat(RunFolder.withoutFolders(settings).get("localizerInit").asText())
                .isEqualTo("default");
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> arrays =
                    Weights.read(manager, new RunFolder(run).checkpoint().file());
            assertThat(arrays.get("localizer.features.18.0.bias").toFloatArray())
                    .isEqualTo(arrays.get("adversary.features.18.0.bias").toFloatArray())
                    .isNotEqualTo(new float[1280]);
        }
        assertThat(train("run", "--resume").code()).isZero();
    }

    @Test
    void network_that_the_embedded_model_does_not_fit_starts_at_random() throws IOException {
        Output output = train("run", "--localizer=resnet18x0.125:16");

        assertThat(output.err())
                .contains("--localizer resnet18x0.125:16 starts from random weights, because the model in this program"
                        + " is a mobilenet_v2-tf; --init accepts other weights")
                .contains("--adversary resnet18 starts from random weights");
        ObjectNode settings = new RunFolder(folder.resolve("run")).settings();
        assertThat(settings.get("localizerInit").isNull()).isTrue();
        assertThat(settings.get("adversary").asText()).isEqualTo("resnet18");
    }

    @Test
    void random_weights_can_be_chosen() throws IOException {
        Output output = train("run", "--init=random", "--localizer=mobilenet_v2-tf:32");

        assertThat(output.code()).as(output.err()).isZero();
        ObjectNode settings = new RunFolder(folder.resolve("run")).settings();
        assertThat(settings.get("localizer").asText()).isEqualTo("mobilenet_v2-tf:32");
        assertThat(settings.get("localizerInit").isNull()).isTrue();
        assertThat(settings.get("adversaryInit").isNull()).isTrue();
    }

    @Test
    void training_continues_from_an_exported_model_with_its_classes() throws IOException {
        Output output = train("run", "--init=" + SCENES, "--adversary-init=" + SCENES, "--batch-norm");

        assertThat(output.code()).as(output.err()).isZero();
        assertThat(output.err())
                .contains("scenes.onnx: weights missing and therefore random: []; not used: []")
                .contains(
                        "these convolutions of resnet18x0.25:8 had another dilation: [layer3.0.conv2, layer4.0.conv2]")
                .doesNotContain("classifier is not used");
        ObjectNode settings = new RunFolder(folder.resolve("run")).settings();
        assertThat(settings.get("localizer").asText()).isEqualTo("resnet18x0.25:8");
        assertThat(settings.get("adversary").asText()).isEqualTo("resnet18x0.25");
        assertThat(settings.get("localizerInit").asText()).isEqualTo(SCENES);
    }

    @Test
    void affinity_and_student_start_from_an_exported_model() throws IOException {
        Path data = folder.resolve("data");
        assertThat(Training.run("scenes", "--out=" + data, "--count=4", "--scene-size=64x64", "--split=train"))
                .isZero();
        Path labels = data.resolve("SegmentationClass");

        Output affinity = run(
                "affinity",
                "train",
                "--voc=" + data,
                "--confident=" + labels,
                "--out=" + folder.resolve("affinity"),
                "--init=" + SCENES,
                "--batch=2",
                "--size=64",
                "--input-size=64",
                "--epochs=0.5");
        String[] student = {
            "student",
            "train",
            "--voc=" + data,
            "--pseudo-labels=" + labels,
            "--batch=2",
            "--channels=8",
            "--size=32",
            "--least-side=32",
            "--most-side=64",
            "--epochs=0.5"
        };
        Output fromModel = run(with(student, "--init=" + SCENES, "--out=" + folder.resolve("student")));
        Output fromDefault = run(with(student, "--out=" + folder.resolve("default")));

        assertThat(affinity.code()).as(affinity.err()).isZero();
        assertThat(settings("affinity").get("localizer").asText()).isEqualTo("resnet18x0.25:8");
        assertThat(fromModel.code()).as(fromModel.err()).isZero();
        assertThat(fromModel.err()).contains("scenes.onnx: the student's head starts at random");
        assertThat(settings("student").get("backbone").asText()).isEqualTo("resnet18x0.25:8");
        assertThat(fromDefault.code()).as(fromDefault.err()).isZero();
        assertThat(settings("default").get("backbone").asText()).isEqualTo("mobilenet_v2-tf:16");
        assertThat(settings("default").get("init").asText()).isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--init=" + SCENES + " --localizer=resnet18x0.5 | --localizer resnet18x0.5 differs from the network of"
                        + " --init " + SCENES + ", which is resnet18x0.25:8",
                "--init=default --localizer=resnet18 | which is mobilenet_v2-tf:16",
                "--init=nowhere | --init nowhere does not exist; accepted are: run folder,",
                "--adversary-init=nowhere.onnx | --adversary-init nowhere.onnx does not exist",
                "--init=pom.xml | --localizer is missing, and pom.xml does not name the network",
                "--init=src | run.json is missing"
            })
    void contradicting_or_missing_weights_are_refused_before_the_run_starts(String options, String message)
            throws IOException {
        assertThat(train("run", options.split(" ")).refused()).contains(message);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    private ObjectNode settings(String run) throws IOException {
        return new RunFolder(folder.resolve(run)).settings();
    }

    private Output train(String run, String... more) throws IOException {
        String[] arguments = {
            "train",
            "--scenes",
            "--scene-size=64x64",
            "--scene-count=2",
            "--batch=2",
            "--size=32",
            "--epochs=1",
            "--out=" + folder.resolve(run)
        };
        return run(with(arguments, more));
    }

    private static Output run(String... arguments) throws IOException {
        return Output.of(() -> Training.run(arguments));
    }

    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
