package dev.eader.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The service, on free ports. */
public final class ServiceProcess extends AppProcess {
    private static final Pattern MANAGEMENT =
            Pattern.compile("Management interface listening on http://[^:\\s]+:(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    ServiceProcess(Path folder, Map<String, String> environment, List<String> properties) throws IOException {
        super(folder, environment, anyPort(properties), List.of());
    }

    ServiceProcess(Path folder, Map<String, String> environment, List<String> properties, Allowance allowance)
            throws IOException {
        super(folder, environment, anyPort(properties), List.of(), allowance);
    }

    private static List<String> anyPort(List<String> properties) {
        List<String> all = new ArrayList<>(List.of("quarkus.http.port=0", "quarkus.management.port=0"));
        all.addAll(properties);
        return all;
    }

    /** Where its pages are, once they are, without a slash at the end. */
    public String url() {
        return "http://localhost:" + awaitOut("Listening on: http://[^:\\s]+:(\\d+)");
    }

    /** Where health and metrics are: the management port, or the console's with the embedded broker. */
    public String managementUrl() throws IOException {
        String page = url();
        var management = MANAGEMENT.matcher(out());
        return management.find() ? "http://localhost:" + management.group(1) : page;
    }

    /** {@code HOST:PORT} of the broker that it brought along. */
    public String embedded() {
        return awaitOut("embedded Kafka on (\\S+)");
    }

    public void awaitReady() {
        Awaitility.await("readiness")
                .atMost(START)
                .ignoreException(ConnectException.class)
                .until(() -> get("/q/health/ready").statusCode() == 200);
    }

    /** Waits until a probe answers so. */
    void awaitHealth(String kind, Predicate<JsonNode> wanted) {
        Awaitility.await("health/" + kind)
                .atMost(START)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> wanted.test(health(kind)));
    }

    /** Whether all checks of a probe's answer are up. */
    static boolean up(JsonNode health) {
        return health.path("status").asText().equals("UP");
    }

    /** What one check of a probe's answer says; missing where it says nothing. */
    static JsonNode data(JsonNode health, String check, String name) {
        for (JsonNode one : health.path("checks")) {
            if (one.path("name").asText().equals(check)) {
                return one.path("data").path(name);
            }
        }
        return MissingNode.getInstance();
    }

    JsonNode health(String kind) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get("/q/health/" + kind).body());
    }

    String metrics() throws IOException, InterruptedException {
        return get("/q/metrics").body();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(managementUrl() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
