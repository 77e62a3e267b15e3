package dev.eader.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alerts, dashboard and documents agree. {@link MetricsIT} checks that the metrics exist. */
class MonitoringTest {

    @Test
    void every_alert_has_summary_severity_and_documented_remedy() throws Exception {
        String failures = Files.readString(Path.of("src/docs/failures.md"));
        JsonNode rules = Monitoring.rules();
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
            assertThat(rule.path("for").asText()).matches("\\d+m");
            assertThat(failures)
                    .containsPattern("\\| `" + rule.path("alert").asText() + "` \\|[^|]{20,}\\|[^|]{20,}\\|");
        });
    }

    @Test
    void document_lists_only_existing_alerts() throws Exception {
        List<String> documented = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/docs/failures.md"))) {
            if (line.startsWith("| `Eader")) {
                documented.add(line.split("`")[1]);
            }
        }
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(Monitoring.alerts().keySet());
    }

    @Test
    void dashboard_panels_do_not_overlap() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("k8s/monitoring/dashboard.json").toFile());
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> cells = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt()))
                    .as("id of %s", panel.path("title"))
                    .isTrue();
            JsonNode at = panel.path("gridPos");
            for (int x = at.path("x").asInt();
                    x < at.path("x").asInt() + at.path("w").asInt();
                    x++) {
                for (int y = at.path("y").asInt();
                        y < at.path("y").asInt() + at.path("h").asInt();
                        y++) {
                    assertThat(x).isLessThan(24);
                    assertThat(cells.add(List.of(x, y)))
                            .as("%s overlaps", panel.path("title"))
                            .isTrue();
                }
            }
        }
        assertThat(ids).hasSizeGreaterThan(15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "absent(a_b); a_b",
                "sum by (pod, reason) (rate(x_total{namespace=\"eader\",outcome!=\"result\"}[5m])) / 1e9 > 0.01; x_total",
                "histogram_quantile(0.99, sum by (le) (rate(s_bucket[$__rate_interval]))); s_bucket",
                "max(a / b) and c unless d offset 5m; a,b,c,d",
            })
    void metrics_of_an_expression_are_found(String expression, String metrics) {
        // A duration after offset starts with a digit.
        assertThat(PromQl.metrics(expression)).containsExactly(metrics.split(","));
    }
}
