package dev.eader.k8s;

import static dev.eader.k8s.ServiceManifests.cluster;
import static dev.eader.k8s.ServiceManifests.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The network policy admits the connections of the service and no others. */
class NetworkPolicyTest {
    @Test
    void console_clients_cannot_reach_the_management_port() {
        JsonNode ingress = cluster().one("NetworkPolicy", "eader").at("/spec/ingress");
        assertThat(ingress).hasSize(2);
        assertThat(ingress.at("/0/ports/0/port").asText()).isEqualTo("http");
        assertThat(ingress.at("/1/ports/0/port").asText()).isEqualTo("management");
        assertThat(ingress.at("/1/from")).hasSize(1);
    }

    @Test
    void pod_reaches_only_dns_brokers_and_collector() {
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
    void network_policy_allows_the_configured_collector() {
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
}
