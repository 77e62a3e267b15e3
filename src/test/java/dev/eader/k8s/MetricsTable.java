package dev.eader.k8s;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service's own metrics as a table, out of what Prometheus would scrape. */
final class MetricsTable {
    private static final Pattern SERIES = Pattern.compile("(?m)^(eader_\\w+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final String HEAD =
            """
            # Metrics

            For operators: the service's metrics in Prometheus' format, at `/q/metrics` on port 9000 (port 8080 with the embedded
            broker). No label contains a camera. Micrometer adds `jvm_*`, `process_*` and `http_server_*`, the Kafka clients `kafka_*`.
            Alerts on them: [failures](failures.md#alerts). This table is generated from a running service by
            `mvn verify -Dit.test=MetricsIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Deader.docs.write=true`.

            | Metric | Type | Labels | Meaning |
            | --- | --- | --- | --- |
            """;

    private MetricsTable() {}

    static String of(String scraped) {
        Map<String, TreeSet<String>> labels = new TreeMap<>();
        SERIES.matcher(scraped).results().forEach(series -> {
            TreeSet<String> names = labels.computeIfAbsent(series.group(1), name -> new TreeSet<>());
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2)).results().forEach(label -> names.add(label.group(1)));
            }
        });
        StringBuilder table = new StringBuilder(HEAD);
        families(scraped).forEach((family, type) -> {
            List<String> names =
                    labels.keySet().stream().filter(belongsTo(family, type)).toList();
            TreeSet<String> all = new TreeSet<>();
            names.forEach(name -> all.addAll(labels.get(name)));
            table.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            String.join(
                                    ", ",
                                    names.stream().map(name -> "`" + name + "`").toList()),
                            type,
                            String.join(", ", all),
                            help(scraped, family)));
        });
        return table.toString();
    }

    /** Types of the service's metrics by family, as Prometheus groups them. */
    private static Map<String, String> families(String scraped) {
        Map<String, String> types = new TreeMap<>();
        Matcher type = Pattern.compile("(?m)^# TYPE (eader_\\w+) (\\w+)$").matcher(scraped);
        while (type.find()) {
            types.put(type.group(1), type.group(2));
        }
        return types;
    }

    private static Predicate<String> belongsTo(String family, String type) {
        List<String> endings =
                switch (type) {
                    case "counter" -> List.of("_total");
                    case "summary" -> List.of("_count", "_sum");
                    case "histogram" -> List.of("_bucket", "_count", "_sum");
                    default -> List.of("");
                };
        return name -> endings.stream().anyMatch(ending -> name.equals(family + ending));
    }

    private static String help(String scraped, String family) {
        Matcher help = Pattern.compile("(?m)^# HELP " + family + " (.*)$").matcher(scraped);
        return help.find() ? help.group(1).strip() : "";
    }
}
