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

/** Runs the service in a child process, on free ports. */
public final class ServiceProcess extends AppProcess {
    private static final Pattern MANAGEMENT =
            Pattern.compile("Management interface listening on http://[^:\\s]+:(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    ServiceProcess(Path folder, Map<String, String> environment, List<String> properties) throws IOException {
        super(folder, environment, anyPort(properties), List.of());
    }

    ServiceProcess(Path folder, Map<String, String> environment, List<String> properties, Allowance allowance)
            throws IOException {
        this(folder, environment, properties, allowance, ClassDataArchive.options());
    }

    ServiceProcess(
            Path folder,
            Map<String, String> environment,
            List<String> properties,
            Allowance allowance,
            List<String> classData)
            throws IOException {
        super(folder, environment, anyPort(properties), List.of(), allowance, classData);
    }

    private static List<String> anyPort(List<String> properties) {
        List<String> all = new ArrayList<>(List.of("quarkus.http.port=0", "quarkus.management.port=0"));
        all.addAll(properties);
        return all;
    }

    /** Waits until the console is served; its URL, without a slash at the end. */
    public String url() {
        return "http://localhost:" + awaitOut("Listening on: http://[^:\\s]+:(\\d+)");
    }

    /** URL of health and metrics: the management port, or the port of the console with the embedded broker. */
    public String managementUrl() throws IOException {
        String page = url();
        var management = MANAGEMENT.matcher(out());
        return management.find() ? "http://localhost:" + management.group(1) : page;
    }

    /** Waits for the embedded broker; its {@code HOST:PORT}. */
    public String embedded() {
        return awaitOut("embedded Kafka on (\\S+)");
    }

    public void awaitReady() {
        Awaitility.await("readiness")
                .atMost(START)
                .ignoreException(ConnectException.class)
                .until(() -> get("/q/health/ready").statusCode() == 200);
    }

    /** @param kind of the probe: {@code live}, {@code ready} or {@code started} */
    void awaitHealth(String kind, Predicate<JsonNode> wanted) {
        Awaitility.await("health/" + kind)
                .atMost(START)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> wanted.test(health(kind)));
    }

    /** Whether all checks of a probe are up. */
    static boolean up(JsonNode health) {
        return health.path("status").asText().equals("UP");
    }

    /** One value in the data of a check; missing if the check does not report it. */
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
