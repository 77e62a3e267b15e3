package dev.eader.k8s;

import static dev.eader.k8s.ServiceManifests.POD;
import static dev.eader.k8s.ServiceManifests.cluster;
import static dev.eader.k8s.ServiceManifests.config;
import static dev.eader.k8s.ServiceManifests.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.config.EaderConfig;
import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pods of the service match its options; all pods are unprivileged. */
class PodTest {
    @ParameterizedTest
    @ValueSource(strings = {"overlays/cpu", "overlays/gpu", "overlays/trained"})
    void containers_run_unprivileged_with_a_read_only_file_system(String overlay) {
        Manifests manifests = Manifests.of(overlay);
        List<JsonNode> pods = new ArrayList<>(manifests.kind("StatefulSet"));
        pods.addAll(manifests.kind("Job"));
        assertThat(pods).isNotEmpty().allSatisfy(workload -> {
            JsonNode pod = workload.at(POD);
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(pod.at("/securityContext/runAsGroup").asInt()).isPositive();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            List<JsonNode> containers = new ArrayList<>();
            pod.path("containers").forEach(containers::add);
            pod.path("initContainers").forEach(containers::add);
            assertThat(containers).isNotEmpty().allSatisfy(container -> {
                JsonNode security = container.path("securityContext");
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
                assertThat(container.path("image").asText()).matches("[a-z-]+:0\\.1\\.0(-cuda)?");
            });
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/cpu", "overlays/gpu", "overlays/cluster", "overlays/trained"})
    void every_variable_is_an_option_with_a_valid_value(String overlay) throws Exception {
        Manifests manifests = Manifests.of(overlay);
        SmallRyeConfig config = config(manifests);
        assertThat(config.getConfigMapping(EaderConfig.class).topics().partitions())
                .isEqualTo(12);
        List<String> known = ServiceManifests.variables(config);
        assertThat(manifests.options().fieldNames()).toIterable().isNotEmpty().allSatisfy(name -> {
            // These are options of Kafka's clients.
            if (!name.startsWith("KAFKA_SSL_") && !name.equals("KAFKA_SECURITY_PROTOCOL")) {
                assertThat(known).contains(name);
            }
        });
    }

    @Test
    void unknown_option_is_not_among_the_property_names() throws Exception {
        List<String> names = new ArrayList<>();
        config(Manifests.of("overlays/cpu")).getPropertyNames().forEach(names::add);
        assertThat(names).contains("eader.inference.threads").doesNotContain("eader.inference.thread");
    }

    @Test
    void pod_name_is_the_static_member_id() throws Exception {
        Manifests manifests = Manifests.of("overlays/cpu");
        JsonNode instance = Manifests.named(service(manifests).at(POD + "/containers/0/env"), "EADER_STREAM_INSTANCE");
        assertThat(instance.at("/valueFrom/fieldRef/fieldPath").asText()).isEqualTo("metadata.name");
        SmallRyeConfig config = config(manifests);
        assertThat(config.getValue("kafka-streams.consumer.group.instance.id", String.class))
                .isEqualTo("eader-0");
        assertThat(config.getValue("kafka-streams.consumer.session.timeout.ms", int.class))
                .isEqualTo(30_000);
    }

    @Test
    void grace_period_covers_frames_in_flight() throws Exception {
        Manifests manifests = Manifests.of("overlays/cpu");
        SmallRyeConfig config = config(manifests);
        JsonNode pod = service(manifests).at(POD);
        Duration preStop = Duration.ofSeconds(Long.parseLong(
                pod.at("/containers/0/lifecycle/preStop/exec/command/1").asText()));
        Duration shutdown = Duration.parse(
                "PT" + config.getValue("quarkus.shutdown.timeout", String.class).toUpperCase(Locale.ROOT));
        Duration frame = config.getConfigMapping(EaderConfig.class).inference().timeout();
        assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThanOrEqualTo(preStop.plus(shutdown).plus(frame).plusSeconds(5));
        // The process halts itself 20 s after SIGTERM.
        assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThanOrEqualTo(preStop.plusSeconds(20).plusSeconds(5));
    }

    @Test
    void probes_and_metrics_use_the_management_port() throws Exception {
        Manifests manifests = cluster();
        JsonNode container = service(manifests).at(POD + "/containers/0");
        assertThat(Manifests.named(container.path("ports"), "management")
                        .path("containerPort")
                        .asInt())
                .isEqualTo(config(manifests).getValue("quarkus.management.port", int.class))
                .isNotEqualTo(config(manifests).getValue("quarkus.http.port", int.class));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.at("/" + probe + "/httpGet/port").asText())
                    .as(probe)
                    .isEqualTo("management");
        }
        assertThat(manifests
                        .one("PodMonitor", "eader")
                        .at("/spec/podMetricsEndpoints/0/port")
                        .asText())
                .isEqualTo("management");
    }

    @Test
    void inference_threads_equal_the_cpu_limit() {
        Manifests manifests = Manifests.of("overlays/cpu");
        assertThat(manifests.options().path("EADER_INFERENCE_THREADS").asText())
                .isEqualTo(service(manifests)
                        .at(POD + "/containers/0/resources/limits/cpu")
                        .asText());
    }

    @Test
    void gpu_pod_has_one_gpu_and_requires_it() {
        Manifests manifests = Manifests.of("overlays/gpu");
        assertThat(service(manifests)
                        .at(POD + "/containers/0/resources/limits/nvidia.com~1gpu")
                        .asText())
                .isEqualTo("1");
        assertThat(manifests.options().path("EADER_INFERENCE_DEVICE").asText()).isEqualTo("cuda:0");
        assertThat(service(manifests).at(POD + "/containers/0/image").asText()).endsWith("-cuda");
        assertThat(Manifests.of("overlays/cpu")
                        .options()
                        .path("EADER_INFERENCE_DEVICE")
                        .asText())
                .isEqualTo("cpu");
    }
}
