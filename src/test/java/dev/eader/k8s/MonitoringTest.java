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

/** Alerts, dashboard and documents agree. That the metrics exist is {@link MetricsIT}'s to show. */
class MonitoringTest {

    @Test
    void every_alert_says_what_is_wrong_how_bad_it_is_and_what_to_do_about_it() throws Exception {
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
    void no_failure_is_told_of_an_alert_that_there_is_not() throws Exception {
        List<String> told = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/docs/failures.md"))) {
            if (line.startsWith("| `Eader")) {
                told.add(line.split("`")[1]);
            }
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(Monitoring.alerts().keySet());
    }

    @Test
    void the_dashboard_has_its_own_place_for_every_panel() throws Exception {
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
    void the_metrics_of_an_expression_are_found(String expression, String metrics) {
        // a duration after offset begins with a digit
        assertThat(PromQl.metrics(expression)).containsExactly(metrics.split(","));
    }
}
