package dev.eader.k8s;

import static dev.eader.k8s.ServiceManifests.POD;
import static dev.eader.k8s.ServiceManifests.config;
import static dev.eader.k8s.ServiceManifests.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.config.EaderConfig;
import dev.eader.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training job runs {@code fit} and hands its model to the service. */
class TrainingJobTest {
    @TempDir
    Path folder;

    @Test
    void trained_model_is_the_served_model() throws Exception {
        Manifests trained = Manifests.of("overlays/trained");
        JsonNode job = trained.one("Job", "eader-training").at(POD);
        JsonNode settings = trained.one(
                        "ConfigMap",
                        job.at("/containers/0/envFrom/0/configMapRef/name").asText())
                .path("data");
        String model = settings.path("MODEL").asText();
        ModelConfig served = config(trained).getConfigMapping(EaderConfig.class).model();
        assertThat(served.path()).containsOnly(Map.entry(model, Path.of("/models/" + model + ".onnx")));
        assertThat(served.defaultName()).isEqualTo(model);

        JsonNode pod = service(trained).at(POD);
        assertThat(Manifests.named(pod.path("volumes"), "models").at("/persistentVolumeClaim/claimName"))
                .isEqualTo(Manifests.named(job.path("volumes"), "models").at("/persistentVolumeClaim/claimName"));
        assertThat(pod.at("/initContainers/0/command/2").asText()).contains("/models/" + model + ".onnx");
    }

    /** A program {@code java} that stores its arguments and writes the models of {@code fit}, and the folders of the volumes. */
    @BeforeEach
    void write() throws IOException {
        for (String name : List.of("bin", "models", "data/runs/run-1")) {
            Files.createDirectories(folder.resolve(name));
        }
        Path java = folder.resolve("bin/java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                echo "$@" >%1$s/arguments
                echo float >%1$s/data/runs/run-1/site.onnx
                echo int8 >%1$s/data/runs/run-1/site.int8.onnx
                exit "$CODE"
                """
                        .formatted(folder));
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void training_script_runs_fit_and_places_its_model() throws Exception {
        assertThat(run(0, "", "--skip-bad --seed 2")).isZero();

        assertThat(folder.resolve("models/site.onnx")).hasContent("float");
        assertThat(folder.resolve("arguments"))
                .content()
                .isEqualToIgnoringNewLines(
                        "-jar /opt/eader/eader-training.jar fit --images %1$s/data/pictures --out %1$s/data/runs/run-1 --name site"
                                        .formatted(folder)
                                + " --profile quick --device gpu:0 --set export.model-version=3 --set export-int8.model-version=3"
                                + " --skip-bad --seed 2");
    }

    @Test
    void training_script_places_the_8_bit_model() throws Exception {
        assertThat(run(0, ".int8", "")).isZero();

        assertThat(folder.resolve("models/site.onnx")).hasContent("int8");
        assertThat(folder.resolve("models").toFile().list()).containsExactly("site.onnx");
    }

    @Test
    void failed_training_keeps_the_old_model() throws Exception {
        Files.writeString(folder.resolve("models/site.onnx"), "old");

        assertThat(run(2, "", "")).isEqualTo(2);
        assertThat(folder.resolve("models/site.onnx")).hasContent("old");
    }

    /** Runs the script with the folders of the volumes below the test's folder. */
    private int run(int code, String precision, String options) throws IOException, InterruptedException {
        String script = Files.readString(Path.of("k8s/training/train.sh"))
                .replace("/data/", folder + "/data/")
                .replace("/models/", folder + "/models/");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        folder.resolve("bin") + ":" + System.getenv("PATH"),
                        "CODE",
                        String.valueOf(code),
                        "MODEL",
                        "site",
                        "RUN",
                        "run-1",
                        "VERSION",
                        "3",
                        "PROFILE",
                        "quick",
                        "PRECISION",
                        precision,
                        "OPTIONS",
                        options));
        return builder.inheritIO().start().waitFor();
    }
}
