package dev.eader.k8s;

import static dev.eader.k8s.Manifests.YAML;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.broker.Topics;
import dev.eader.command.Commands;
import dev.eader.config.EaderConfig;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The Compose file matches the options of the service, the manifests and the Dockerfile. */
class ComposeTest {
    private static final Path FILE = Path.of("src/main/docker/compose.yaml");
    private static JsonNode compose;

    @BeforeAll
    static void read() throws IOException {
        compose = YAML.readTree(FILE.toFile());
    }

    @Test
    void mounted_files_exist() {
        List<Path> files = new ArrayList<>();
        for (JsonNode service : compose.path("services")) {
            service.path("volumes").forEach(volume -> {
                String source = volume.asText().split(":")[0];
                if (source.startsWith(".")) {
                    files.add(FILE.resolveSibling(source));
                } else {
                    assertThat(compose.path("volumes").has(source)).as(source).isTrue();
                }
            });
            service.path("configs").forEach(config -> assertThat(compose.path("configs")
                            .path(config.path("source").asText())
                            .path("content")
                            .asText())
                    .isNotEmpty());
        }
        assertThat(files).hasSize(2).allSatisfy(file -> assertThat(file).isRegularFile());
    }

    @Test
    void image_is_built_from_the_dockerfile_under_the_name_in_kubernetes() throws Exception {
        JsonNode build = compose.at("/services/eader/build");
        Path dockerfile = FILE.resolveSibling(build.path("context").asText())
                .resolve(build.path("dockerfile").asText());
        assertThat(dockerfile).isRegularFile();
        JsonNode image = YAML.readTree(
                        Path.of("k8s/overlays/cpu/kustomization.yaml").toFile())
                .at("/images/0");
        assertThat(compose.at("/services/eader/image").asText())
                .isEqualTo(image.path("newName").asText() + ":"
                        + image.path("newTag").asText())
                .isEqualTo(compose.at("/services/camera/image").asText());
        assertThat(Files.readString(dockerfile))
                .contains("-t " + compose.at("/services/eader/image").asText());
    }

    @Test
    void images_have_versions_and_kafka_that_of_the_build() throws Exception {
        assertThat(compose.path("services"))
                .allSatisfy(
                        service -> assertThat(service.path("image").asText()).matches("[a-z/]+:v?\\d+\\.\\d+\\.\\d+"));
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<kafka.version>"
                        + compose.at("/services/kafka/image").asText().split(":")[1] + "</kafka.version>");
    }

    @Test
    void variables_of_the_service_are_options_and_ports_are_its_ports() throws Exception {
        SmallRyeConfig config = ServiceManifests.config(environment("eader"));
        assertThat(config.getConfigMapping(EaderConfig.class)).isNotNull();
        assertThat(ServiceManifests.variables(config))
                .containsAll(environment("eader").keySet());
        int http = config.getValue("quarkus.http.port", int.class);
        int management = config.getValue("quarkus.management.port", int.class);
        assertThat(compose.at("/services/eader/ports"))
                .extracting(JsonNode::asText)
                .containsExactly("127.0.0.1:%1$d:%1$d".formatted(http), "127.0.0.1:%1$d:%1$d".formatted(management));
        assertThat(compose.at("/services/eader/healthcheck/test").toString())
                .contains("localhost:" + management + "/q/health/ready");
        assertThat(content("prometheus")
                        .at("/scrape_configs/0/static_configs/0/targets/0")
                        .asText())
                .isEqualTo("eader:" + management);
        assertThat(content("prometheus").at("/scrape_configs/0/metrics_path").asText())
                .isEqualTo("/q/metrics");
    }

    @Test
    void published_ports_are_open_to_this_machine_only() {
        assertThat(compose.path("services")).allSatisfy(service -> assertThat(service.path("ports"))
                .allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
    }

    @Test
    void variables_of_kafka_are_its_options_and_name_its_listeners() throws Exception {
        Map<String, String> kafka = environment("kafka");
        assertThat(kafka.keySet()).allSatisfy(name -> assertThat(AbstractKafkaConfig.CONFIG_DEF.names())
                .contains(name.substring("KAFKA_".length()).toLowerCase().replace('_', '.')));
        assertThat(kafka.get("KAFKA_ADVERTISED_LISTENERS"))
                .contains("//" + environment("eader").get("KAFKA_BOOTSTRAP_SERVERS"))
                .contains("//localhost:"
                        + compose.at("/services/kafka/ports/0").asText().split(":")[2]);
        assertThat(Integer.parseInt(kafka.get("KAFKA_MESSAGE_MAX_BYTES"))).isEqualTo(Topics.MAX_RECORD_BYTES);
    }

    @Test
    void command_of_the_camera_is_valid() {
        List<String> arguments = new ArrayList<>();
        compose.at("/services/camera/command").forEach(each -> arguments.add(each.asText()));
        new CommandLine(Commands.class).parseArgs(arguments.toArray(String[]::new));
    }

    @Test
    void alerts_become_a_file_of_rules() throws Exception {
        String command = compose.at("/services/prometheus/command/0").asText();
        List<String> expressions = Pattern.compile("-e '([^']+)'")
                .matcher(command)
                .results()
                .map(found -> found.group(1))
                .toList();
        Manifests.Answer answer =
                Manifests.run("sed", "-e", expressions.get(0), "-e", expressions.get(1), "k8s/monitoring/alerts.yaml");
        JsonNode rules = YAML.readTree(answer.text());
        assertThat(rules.fieldNames()).toIterable().containsExactly("groups");
        assertThat(rules)
                .isEqualTo(YAML.readTree(Path.of("k8s/monitoring/alerts.yaml").toFile())
                        .path("spec"));
        assertThat(command).contains(content("prometheus").at("/rule_files/0").asText());
    }

    @ParameterizedTest
    @CsvSource({"namespace", "pod"})
    void labels_of_the_dashboard_are_set(String label) throws Exception {
        assertThat(Files.readString(Path.of("k8s/monitoring/dashboard.json"))).contains(label);
        assertThat(content("prometheus")
                        .at("/scrape_configs/0/static_configs/0/labels")
                        .has(label))
                .isTrue();
    }

    @Test
    void dashboard_is_in_the_provisioned_folder() throws Exception {
        JsonNode grafana = compose.at("/services/grafana");
        String mounted = grafana.at("/volumes/0").asText().split(":")[1];
        assertThat(Path.of(mounted).getParent())
                .hasToString(content("grafana-dashboards")
                        .at("/providers/0/options/path")
                        .asText());
        assertThat(environment("grafana")).containsValue(mounted);
        assertThat(content("grafana-datasource").at("/datasources/0/url").asText())
                .isEqualTo("http://prometheus:"
                        + compose.at("/services/prometheus/ports/0").asText().split(":")[2]);
    }

    private static JsonNode content(String config) throws IOException {
        return YAML.readTree(
                compose.path("configs").path(config).path("content").asText());
    }

    private static Map<String, String> environment(String service) {
        Map<String, String> environment = new TreeMap<>();
        compose.path("services")
                .path(service)
                .path("environment")
                .fields()
                .forEachRemaining(
                        each -> environment.put(each.getKey(), each.getValue().asText()));
        return environment;
    }
}
