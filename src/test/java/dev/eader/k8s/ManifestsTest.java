package dev.eader.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every manifest conforms to the model of its kind, without unknown fields. */
class ManifestsTest {

    /** Every folder that can be applied; components cannot, and are part of overlays. */
    static List<String> folders() throws Exception {
        try (var files = Files.walk(Manifests.FOLDER)) {
            return files.filter(file -> file.endsWith("kustomization.yaml"))
                    .filter(file -> read(file).contains("kind: Kustomization"))
                    .map(file -> Manifests.FOLDER.relativize(file.getParent()).toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void every_manifest_of_a_folder_parses_strictly(String folder) {
        assertThat(Manifests.of(folder).all()).isNotEmpty().allSatisfy(StrictModels::check);
    }

    @Test
    void every_component_is_in_an_overlay() throws Exception {
        String overlays = "";
        for (String folder : folders()) {
            overlays += read(Manifests.FOLDER.resolve(folder).resolve("kustomization.yaml"));
        }
        String all = overlays;
        try (var files = Files.walk(Manifests.FOLDER)) {
            assertThat(files.filter(file -> file.endsWith("kustomization.yaml"))
                            .filter(file -> read(file).contains("kind: Component")))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(
                            file -> assertThat(all).contains("../" + Manifests.FOLDER.relativize(file.getParent())));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "StatefulSet,        eader,           /spec/template/spec/containers/0",
        "StatefulSet,        eader,           /spec/template/spec/containers/0/securityContext",
        "Service,            eader,           /spec/ports/0",
        "NetworkPolicy,      eader,           /spec/egress/0",
        "PodDisruptionBudget, eader,          /spec",
        "Job,                eader-training,  /spec/template/spec",
        "PodMonitor,         eader,           /spec/podMetricsEndpoints/0",
        "PrometheusRule,     eader,           /spec/groups/0/rules/0",
        "Kafka,              eader,           ''",
        "Kafka,              eader,           /spec/kafka/listeners/0",
        "KafkaNodePool,      broker,          /spec/storage/volumes/0",
        "KafkaTopic,         frames.v1,       /spec",
        "KafkaUser,          eader,           /spec/authorization/acls/0/resource",
        "ScaledObject,       eader,           /spec/triggers/0",
        "ScaledObject,       eader,           /spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown",
        "TriggerAuthentication, eader-kafka,  /spec/secretTargetRef/0",
    })
    void unknown_field_of_a_kind_is_refused(String kind, String name, String pointer) {
        JsonNode manifest = Manifests.of("overlays/trained").one(kind, name).deepCopy();
        StrictModels.check(manifest);
        ((ObjectNode) manifest.at(pointer)).put("replicaz", 3);
        assertThatThrownBy(() -> StrictModels.check(manifest))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("replicaz");
    }

    @Test
    void invalid_value_of_a_custom_resource_is_refused() {
        ObjectNode manifest =
                Manifests.of("overlays/cluster").one("ScaledObject", "eader").deepCopy();
        ((ObjectNode) manifest.at("/spec")).put("maxReplicaCount", "twelve");
        assertThatThrownBy(() -> StrictModels.check(manifest)).hasMessageContaining("/spec/maxReplicaCount");

        ((ObjectNode) manifest.at("/spec")).put("maxReplicaCount", 12).remove("scaleTargetRef");
        assertThatThrownBy(() -> StrictModels.check(manifest)).hasMessageContaining("needs scaleTargetRef");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
