package dev.eader.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.faults.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Compares the metrics of a running service with those in the document, the dashboard, the alerts and the scaling. {@code
 * -Deader.docs.write=true} updates src/docs/metrics.md.
 */
class MetricsIT {
    private static final Path TABLE = Path.of("src/docs/metrics.md");

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void monitored_metrics_exist_and_all_metrics_are_documented() throws Exception {
        var service = processes.service(Map.of(), List.of("eader.model.bundled=scenes", "eader.model.default=scenes"));
        // The metrics of a frame appear one after another, so they are awaited together.
        Awaitility.await("all metrics")
                .atMost(Duration.ofSeconds(180))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> {
                    String scraped = scrape(service.url());
                    assertThat(scraped).contains("eader_frames_total{outcome=\"result\"");
                    assertWatchedMetricsExist(scraped);
                    String table = MetricsTable.of(scraped);
                    if (Boolean.getBoolean("eader.docs.write")) {
                        Files.writeString(TABLE, table);
                    }
                    assertThat(Files.readString(TABLE))
                            .as("src/docs/metrics.md is outdated; -Deader.docs.write=true updates it")
                            .isEqualTo(table);
                });
    }

    private static void assertWatchedMetricsExist(String scraped) throws IOException {
        Set<String> names = scraped.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
        assertThat(Monitoring.expressions()).hasSizeGreaterThan(20).allSatisfy((source, expression) -> assertThat(
                        PromQl.metrics(expression))
                .as(source)
                .isNotEmpty()
                .isSubsetOf(names));
    }

    private static String scrape(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/q/metrics"))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
