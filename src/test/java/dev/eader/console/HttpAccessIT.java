package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.faults.Processes;
import dev.eader.faults.ServiceProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the running application lets a stranger do over HTTP. */
class HttpAccessIT {
    private static final String TOKEN = "a-token-that-nobody-guesses";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void with_a_broker_of_ones_own_it_is_read_only_and_no_answer_is_for_other_pages() throws Exception {
        var service = elsewhere();
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
                    .noneMatch(name -> name.toLowerCase().startsWith("access-control-"));
        }
    }

    @Test
    void a_token_opens_and_a_body_above_the_limit_is_not_taken() throws Exception {
        var service =
                elsewhere("eader.console.write=token", "eader.console.token=" + TOKEN, "eader.image.max-bytes=100000");
        assertThat(post(service, "/api/frames", 3).statusCode()).isEqualTo(401);
        assertThat(post(service, "/api/frames", 3, "Authorization", "Bearer " + TOKEN + "x")
                        .statusCode())
                .isEqualTo(401);
        // let in, and then there is no Kafka
        assertThat(post(service, "/api/frames", 3, "Authorization", "Bearer " + TOKEN)
                        .statusCode())
                .isEqualTo(503);
        assertThat(post(service, "/api/frames", 100_001, "Authorization", "Bearer " + TOKEN)
                        .statusCode())
                .isEqualTo(413);
    }

    /** A service of a broker that is not there, which is not what is asked after here. */
    private ServiceProcess elsewhere(String... properties) throws Exception {
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
