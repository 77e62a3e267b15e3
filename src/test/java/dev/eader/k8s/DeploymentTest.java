package dev.eader.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.broker.Topics;
import dev.eader.config.EaderConfig;
import dev.eader.config.ModelConfig;
import dev.eader.serve.StreamsSettings;
import dev.eader.serve.TracingSettings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests promise holds together with the service's own options, and with each other. */
class DeploymentTest {
    private static final String POD = "/spec/template/spec";

    private static Manifests cluster() {
        return Manifests.of("overlays/cluster");
    }

    private static JsonNode service(Manifests manifests) {
        return manifests.one("StatefulSet", "eader");
    }

    /** The service's configuration as its pod has it: its defaults, and the variables of its container over them. */
    private static SmallRyeConfig config(Manifests manifests) throws Exception {
        Map<String, String> environment =
                new HashMap<>(new ObjectMapper().convertValue(manifests.options(), Map.class));
        for (JsonNode variable : service(manifests).at(POD + "/containers/0/env")) {
            environment.put(
                    variable.path("name").asText(), variable.path("value").asText("eader-0"));
        }
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(EaderConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new PropertiesConfigSource(
                        Path.of("src/main/resources/application.properties")
                                .toUri()
                                .toURL(),
                        250))
                .withSources(new StreamsSettings())
                .withSources(new TracingSettings())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/cpu", "overlays/gpu", "overlays/trained"})
    void every_container_runs_as_nobody_with_nothing_to_write_to_and_no_rights(String overlay) {
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
    void every_variable_is_an_option_and_has_a_value_that_it_takes(String overlay) throws Exception {
        Manifests manifests = Manifests.of(overlay);
        SmallRyeConfig config = config(manifests);
        assertThat(config.getConfigMapping(EaderConfig.class).topics().partitions())
                .isEqualTo(12);
        List<String> known = new ArrayList<>();
        config.getPropertyNames()
                .forEach(name -> known.add(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_")));
        assertThat(manifests.options().fieldNames()).toIterable().isNotEmpty().allSatisfy(name -> {
            // these two are Kafka's own, and go by its names
            if (!name.startsWith("KAFKA_SSL_") && !name.equals("KAFKA_SECURITY_PROTOCOL")) {
                assertThat(known).contains(name);
            }
        });
    }

    @Test
    void an_option_that_does_not_exist_would_be_noticed() throws Exception {
        List<String> names = new ArrayList<>();
        config(Manifests.of("overlays/cpu")).getPropertyNames().forEach(names::add);
        assertThat(names).contains("eader.inference.threads").doesNotContain("eader.inference.thread");
    }

    @Test
    void each_pod_is_a_static_member_by_its_own_name() throws Exception {
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
    void a_pod_has_time_to_finish_what_is_in_hand() throws Exception {
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
        // the process halts itself 20 s after SIGTERM, with a message
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
    void console_clients_cannot_reach_the_management_port() {
        JsonNode ingress = cluster().one("NetworkPolicy", "eader").at("/spec/ingress");
        assertThat(ingress).hasSize(2);
        assertThat(ingress.at("/0/ports/0/port").asText()).isEqualTo("http");
        assertThat(ingress.at("/1/ports/0/port").asText()).isEqualTo("management");
        assertThat(ingress.at("/1/from")).hasSize(1);
    }

    @Test
    void onnx_runtime_has_as_many_threads_as_the_container_has_cores() {
        Manifests manifests = Manifests.of("overlays/cpu");
        assertThat(manifests.options().path("EADER_INFERENCE_THREADS").asText())
                .isEqualTo(service(manifests)
                        .at(POD + "/containers/0/resources/limits/cpu")
                        .asText());
    }

    @Test
    void a_gpu_pod_has_one_gpu_and_takes_nothing_else() {
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

    @Test
    void topic_manifests_have_the_settings_of_topics_that_the_service_makes() {
        Map<String, Map<String, String>> manifests = new HashMap<>();
        for (JsonNode topic : cluster().kind("KafkaTopic")) {
            Map<String, String> settings = new HashMap<>();
            topic.at("/spec/config")
                    .fields()
                    .forEachRemaining(
                            each -> settings.put(each.getKey(), each.getValue().asText()));
            // the only one that depends on the cluster: its brokers are three
            assertThat(settings.remove("min.insync.replicas")).isEqualTo("2");
            manifests.put(topic.at("/metadata/name").asText(), settings);
        }
        assertThat(manifests).isEqualTo(Topics.prefixed("").settings());
    }

    @Test
    void broker_takes_records_as_large_as_its_topics() {
        JsonNode broker = cluster().one("Kafka", "eader").at("/spec/kafka/config");
        assertThat(broker.path("message.max.bytes").asInt()).isEqualTo(Topics.MAX_RECORD_BYTES);
        assertThat(broker.path("replica.fetch.max.bytes").asInt()).isEqualTo(Topics.MAX_RECORD_BYTES);
    }

    @Test
    void there_are_never_more_pods_than_partitions_and_they_go_slowly() {
        JsonNode scaled = cluster().one("ScaledObject", "eader").path("spec");
        int partitions =
                cluster().one("KafkaTopic", "frames.v1").at("/spec/partitions").asInt();
        assertThat(scaled.path("maxReplicaCount").asInt()).isEqualTo(partitions);
        assertThat(cluster().options().path("EADER_TOPICS_PARTITIONS").asInt()).isEqualTo(partitions);
        assertThat(scaled.at("/scaleTargetRef/kind").asText()).isEqualTo("StatefulSet");
        assertThat(service(cluster()).path("spec").has("replicas")).isFalse();

        JsonNode behavior = scaled.at("/advanced/horizontalPodAutoscalerConfig/behavior");
        assertThat(behavior.at("/scaleDown/stabilizationWindowSeconds").asInt()).isGreaterThanOrEqualTo(600);
        assertThat(behavior.at("/scaleUp/stabilizationWindowSeconds").asInt()).isZero();
        assertThat(scaled.at("/triggers/0/metadata/query").asText()).contains("eader_staleness_seconds");
        assertThat(scaled.at("/triggers/1/type").asText()).isEqualTo("kafka");
    }

    @Test
    void the_group_of_the_service_is_the_one_that_rights_and_scaling_name() throws Exception {
        String group = config(cluster()).getValue("quarkus.kafka-streams.application-id", String.class);
        assertThat(cluster()
                        .one("ScaledObject", "eader")
                        .at("/spec/triggers/1/metadata/consumerGroup")
                        .asText())
                .isEqualTo(group);
        assertThat(rights("eader"))
                .containsExactlyInAnyOrder(
                        "topic frames.v1 [Read, Describe]",
                        "topic segmentations.v1 [Read, Write, Describe]",
                        "topic frames.dlq.v1 [Write, Describe]",
                        "group " + group + " [Read, Describe]",
                        "transactionalId " + group + "-* [Write, Describe]");
        assertThat(rights("eader-keda"))
                .containsExactlyInAnyOrder("topic frames.v1 [Describe]", "group " + group + " [Describe]");
        assertThat(rights("eader-camera")).containsExactly("topic frames.v1 [Write, Describe]");
    }

    /** Each ACL of a user in words. */
    private static List<String> rights(String user) {
        return StreamSupport.stream(
                        cluster()
                                .one("KafkaUser", user)
                                .at("/spec/authorization/acls")
                                .spliterator(),
                        false)
                .map(acl -> "%s %s%s %s"
                        .formatted(
                                acl.at("/resource/type").asText(),
                                acl.at("/resource/name").asText(),
                                acl.at("/resource/patternType").asText().equals("prefix") ? "*" : "",
                                acl.path("operations")
                                        .toString()
                                        .replace("\"", "")
                                        .replace(",", ", ")))
                .toList();
    }

    @Test
    void kafka_is_spoken_to_with_tls_and_certificates_alone() {
        JsonNode listeners = cluster().one("Kafka", "eader").at("/spec/kafka/listeners");
        assertThat(listeners).allSatisfy(listener -> {
            assertThat(listener.path("tls").asBoolean()).isTrue();
            assertThat(listener.at("/authentication/type").asText()).isEqualTo("tls");
        });
        JsonNode options = cluster().options();
        assertThat(options.path("KAFKA_SECURITY_PROTOCOL").asText()).isEqualTo("SSL");
        assertThat(options.path("KAFKA_BOOTSTRAP_SERVERS").asText()).endsWith(":9093");
        assertThat(options.path("EADER_TOPICS_CREATE").asBoolean(true)).isFalse();

        JsonNode pod = service(cluster()).at(POD);
        List<String> users = cluster().kind("KafkaUser").stream()
                .map(user -> user.at("/metadata/name").asText())
                .toList();
        assertThat(users)
                .contains(Manifests.named(pod.path("volumes"), "user")
                        .at("/secret/secretName")
                        .asText());
        for (String option : List.of("KAFKA_SSL_TRUSTSTORE_LOCATION", "KAFKA_SSL_KEYSTORE_LOCATION")) {
            Path file = Path.of(options.path(option).asText());
            JsonNode mount = StreamSupport.stream(
                            pod.at("/containers/0/volumeMounts").spliterator(), false)
                    .filter(each -> each.path("mountPath")
                            .asText()
                            .equals(file.getParent().toString()))
                    .findFirst()
                    .orElseThrow();
            assertThat(Manifests.named(pod.path("volumes"), mount.path("name").asText())
                            .at("/secret/items/0/path")
                            .asText())
                    .isEqualTo(file.getFileName().toString());
        }
    }

    @Test
    void a_pod_reaches_names_brokers_and_the_collector_and_nobody_else() {
        JsonNode egress = cluster().one("NetworkPolicy", "eader").at("/spec/egress");
        assertThat(egress).hasSize(3);
        assertThat(egress.at("/0/to/1/ipBlock/cidr").asText())
                .as("node-local DNS")
                .isEqualTo("169.254.20.10/32");
        assertThat(egress.at("/0/ports"))
                .allSatisfy(port -> assertThat(port.path("port").asInt()).isEqualTo(53));
        assertThat(egress.at("/1/to/0/podSelector/matchLabels/strimzi.io~1cluster")
                        .asText())
                .isEqualTo("eader");
        String peer = cluster()
                .one("Kafka", "eader")
                .at("/spec/kafka/listeners/0/networkPolicyPeers/0/podSelector/matchLabels/eader.dev~1kafka")
                .asText();
        assertThat(service(cluster())
                        .at("/spec/template/metadata/labels/eader.dev~1kafka")
                        .asText())
                .isEqualTo(peer);
    }

    @Test
    void spans_may_leave_for_the_collector_that_is_named() {
        Manifests manifests = cluster();
        URI endpoint =
                URI.create(manifests.options().path("EADER_TRACING_ENDPOINT").asText());
        JsonNode egress = manifests.one("NetworkPolicy", "eader").at("/spec/egress/2");

        assertThat(egress.at("/ports/0/port").asInt()).isEqualTo(endpoint.getPort());
        assertThat(endpoint.getHost())
                .endsWith("."
                        + egress.at("/to/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                                .asText());
    }

    @Test
    void the_model_that_is_trained_is_the_one_that_is_served() throws Exception {
        Manifests trained = Manifests.of("overlays/trained");
        JsonNode job = trained.one("Job", "eader-training").at(POD);
        JsonNode settings = trained.one(
                        "ConfigMap",
                        job.at("/containers/0/envFrom/0/configMapRef/name").asText())
                .path("data");
        String model = settings.path("MODEL").asText();
        assertThat(settings.path("train.sh").asText()).contains("mv -f \"$part\" \"/models/$MODEL.onnx\"");
        ModelConfig served = config(trained).getConfigMapping(EaderConfig.class).model();
        assertThat(served.path()).containsOnly(Map.entry(model, Path.of("/models/" + model + ".onnx")));
        assertThat(served.defaultName()).isEqualTo(model);

        JsonNode pod = service(trained).at(POD);
        assertThat(Manifests.named(pod.path("volumes"), "models").at("/persistentVolumeClaim/claimName"))
                .isEqualTo(Manifests.named(job.path("volumes"), "models").at("/persistentVolumeClaim/claimName"));
        assertThat(pod.at("/initContainers/0/command/2").asText()).contains("/models/" + model + ".onnx");
    }

    @Test
    void the_training_script_is_a_script() throws Exception {
        var answer = Manifests.run("sh", "-n", "k8s/training/train.sh");
        assertThat(answer.exitCode()).as(answer.text()).isZero();
    }
}
