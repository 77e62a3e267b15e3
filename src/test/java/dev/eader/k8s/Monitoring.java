package dev.eader.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/** The PromQL expressions of dashboard, alerts and scaling, by their source. */
final class Monitoring {
    private Monitoring() {}

    static Map<String, String> expressions() throws IOException {
        Map<String, String> all = new TreeMap<>(alerts());
        JsonNode dashboard = new ObjectMapper()
                .readTree(Manifests.FOLDER.resolve("monitoring/dashboard.json").toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String source = panel.path("title").asText() + " "
                        + target.path("refId").asText();
                all.put(source, target.path("expr").asText());
            }
        }
        for (JsonNode trigger : read("autoscaling/scaled-object.yaml")
                .kind("ScaledObject")
                .get(0)
                .at("/spec/triggers")) {
            if (trigger.path("type").asText().equals("prometheus")) {
                all.put("KEDA", trigger.at("/metadata/query").asText());
            }
        }
        return all;
    }

    /** Expressions by alert name. */
    static Map<String, String> alerts() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (JsonNode rule : rules()) {
            all.put(rule.path("alert").asText(), rule.path("expr").asText());
        }
        return all;
    }

    static JsonNode rules() throws IOException {
        return read("monitoring/alerts.yaml").kind("PrometheusRule").get(0).at("/spec/groups/0/rules");
    }

    private static Manifests read(String file) throws IOException {
        return Manifests.parse(Files.readString(Manifests.FOLDER.resolve(file)));
    }
}
