package dev.eader.k8s;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/** The manifests that {@code kubectl kustomize} renders from a folder of {@code k8s}. Without kubectl, their tests are skipped. */
record Manifests(List<JsonNode> all) {
    static final Path FOLDER = Path.of("k8s");
    static final YAMLMapper YAML = new YAMLMapper();

    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    static Manifests of(String folder) {
        assumeTrue(Kubectl.IS_INSTALLED, "kubectl is not installed");
        return RENDERED.computeIfAbsent(folder, Manifests::render);
    }

    /** Checks once whether kubectl is installed. */
    private static final class Kubectl {
        static final boolean IS_INSTALLED = isInstalled();

        private static boolean isInstalled() {
            try {
                return run("kubectl", "version", "--client").exitCode() == 0;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private static Manifests render(String folder) {
        try {
            Answer answer = run("kubectl", "kustomize", FOLDER.resolve(folder).toString());
            if (answer.exitCode() != 0) {
                throw new AssertionError(folder + ": " + answer.text());
            }
            return parse(answer.text());
        } catch (IOException e) {
            throw new AssertionError(folder, e);
        }
    }

    static Manifests parse(String yaml) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return new Manifests(documents.readAll());
        }
    }

    record Answer(int exitCode, String text) {}

    /** Runs a command and returns its exit code and the text of both output streams. */
    static Answer run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.onExit().join().exitValue(), text);
    }

    List<JsonNode> kind(String kind) {
        return all.stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind))
                .toList();
    }

    JsonNode one(String kind, String name) {
        return kind(kind).stream()
                .filter(manifest -> manifest.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    /** The options that the service's pods get from their ConfigMap. */
    JsonNode options() {
        String name = one("StatefulSet", "eader")
                .at("/spec/template/spec/containers/0/envFrom/0/configMapRef/name")
                .asText();
        return one("ConfigMap", name).path("data");
    }

    /** The element of an array that has this name. */
    static JsonNode named(JsonNode array, String name) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
