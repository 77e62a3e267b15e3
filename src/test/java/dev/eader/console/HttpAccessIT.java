package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.faults.Processes;
import dev.eader.faults.ServiceProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP access rules of the running service. */
class HttpAccessIT {
    private static final String TOKEN = "a-token-for-this-test";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void service_with_external_broker_is_read_only_and_denies_cross_origin_use() throws Exception {
        var service = withExternalBroker();
        assertThat(post(service, "/api/frames", 3).statusCode()).isEqualTo(403);
        assertThat(post(service, "/api/frames", 3).body()).contains("eader.console.write");
        assertThat(post(service, "/q/health", 3).statusCode()).isEqualTo(403);
        for (String path : List.of("/", "/js/main.js", "/q/health/live", "/api/frames", "/nowhere")) {
            var answer = send(HttpRequest.newBuilder(URI.create(service.url() + path))
                    .header("Origin", "https://elsewhere.example"));
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .hasValueSatisfying(
                            policy -> assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'"));
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
        }
    }

    @Test
    void token_grants_writes_and_body_limit_applies() throws Exception {
        var service = withExternalBroker(
                "eader.console.write=token", "eader.console.token=" + TOKEN, "eader.image.max-bytes=100000");
        assertThat(post(service, "/api/frames", 3).statusCode()).isEqualTo(401);
        assertThat(post(service, "/api/frames", 3, "Authorization", "Bearer " + TOKEN + "x")
                        .statusCode())
                .isEqualTo(401);
        // access is granted, but Kafka does not answer
        assertThat(post(service, "/api/frames", 3, "Authorization", "Bearer " + TOKEN)
                        .statusCode())
                .isEqualTo(503);
        assertThat(post(service, "/api/frames", 100_001, "Authorization", "Bearer " + TOKEN)
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void embedded_service_serves_only_localhost_and_configured_hosts() throws Exception {
        var service = embedded("eader.console.hosts=eader.example");
        int port = URI.create(service.url()).getPort();
        for (var address : addressesOfThisMachine()) {
            try (var socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress(address, port), 2_000))
                        .as("%s port %d", address, port)
                        .isInstanceOf(ConnectException.class);
            }
        }
        assertThat(status(service, "GET", "/api/models", "localhost:" + port)).isEqualTo(200);
        assertThat(status(service, "POST", "/api/frames", "localhost:" + port)).isEqualTo(400);
        for (String path : List.of("/", "/api/models", "/api/live", "/api/dead-letters", "/q/../api/models")) {
            assertThat(status(service, "GET", path, "attacker.example"))
                    .as(path)
                    .isEqualTo(421);
        }
        assertThat(status(service, "POST", "/api/frames", "attacker.example")).isEqualTo(421);
        assertThat(status(service, "GET", "/api/models", "eader.example")).isEqualTo(200);
        assertThat(status(service, "GET", "/q/health/live", "attacker.example")).isEqualTo(200);
    }

    @Test
    void embedded_service_on_all_interfaces_is_read_only() throws Exception {
        var service = embedded("quarkus.http.host=0.0.0.0");
        int port = URI.create(service.url()).getPort();
        for (var address : addressesOfThisMachine()) {
            String host = address.getHostAddress() + ":" + port;
            assertThat(status(service, "GET", "/api/models", host)).isEqualTo(200);
            assertThat(status(service, "POST", "/api/frames", host)).isEqualTo(403);
        }
    }

    private ServiceProcess embedded(String... properties) throws Exception {
        var all = new ArrayList<>(
                List.of("eader.broker.port=0", "eader.model.bundled=scenes", "eader.model.default=scenes"));
        all.addAll(List.of(properties));
        var service = processes.service(Map.of(), all);
        service.awaitReady();
        return service;
    }

    /** IPv4 addresses of the interfaces other than the loopback one. */
    private static List<InetAddress> addressesOfThisMachine() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();
    }

    /** Sends a request with any Host header, which Java's HTTP client does not allow. */
    private static int status(ServiceProcess service, String method, String path, String host) throws Exception {
        int port = URI.create(service.url()).getPort();
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(30_000);
            String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host
                    + "\r\nContent-Type: image/png\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return Integer.parseInt(answer.readLine().split(" ")[1]);
        }
    }

    /** A service with an external broker that does not exist. */
    private ServiceProcess withExternalBroker(String... properties) throws Exception {
        var all = new ArrayList<>(List.of("eader.model.bundled=scenes", "eader.model.default=scenes"));
        all.addAll(List.of(properties));
        return processes.service(Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:1"), all);
    }

    private static HttpResponse<String> post(ServiceProcess service, String path, int bytes, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(service.url() + path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
                .header("Content-Type", "image/jpeg");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
