package dev.eader.k8s;

import static dev.eader.k8s.ServiceManifests.POD;
import static dev.eader.k8s.ServiceManifests.cluster;
import static dev.eader.k8s.ServiceManifests.config;
import static dev.eader.k8s.ServiceManifests.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.broker.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Topics, users and scaling match the options of the service. */
class KafkaManifestsTest {
    @Test
    void topic_manifests_have_the_settings_of_created_topics() {
        Map<String, Map<String, String>> manifests = new HashMap<>();
        for (JsonNode topic : cluster().kind("KafkaTopic")) {
            Map<String, String> settings = new HashMap<>();
            topic.at("/spec/config")
                    .fields()
                    .forEachRemaining(
                            each -> settings.put(each.getKey(), each.getValue().asText()));
            // The only setting that depends on the number of brokers.
            assertThat(settings.remove("min.insync.replicas")).isEqualTo("2");
            manifests.put(topic.at("/metadata/name").asText(), settings);
        }
        assertThat(manifests).isEqualTo(Topics.prefixed("").settings());
    }

    @Test
    void broker_accepts_the_largest_record_of_its_topics() {
        JsonNode broker = cluster().one("Kafka", "eader").at("/spec/kafka/config");
        assertThat(broker.path("message.max.bytes").asInt()).isEqualTo(Topics.MAX_RECORD_BYTES);
        assertThat(broker.path("replica.fetch.max.bytes").asInt()).isEqualTo(Topics.MAX_RECORD_BYTES);
    }

    @Test
    void pods_do_not_exceed_partitions_and_scale_down_slowly() {
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
    void permissions_and_scaling_name_the_group_of_the_service() throws Exception {
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

    /** The ACLs of a user, one text each. */
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
    void kafka_requires_tls_and_client_certificates() {
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
}
