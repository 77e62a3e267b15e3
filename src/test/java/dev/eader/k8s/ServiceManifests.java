package dev.eader.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.config.EaderConfig;
import dev.eader.serve.StreamsSettings;
import dev.eader.serve.TracingSettings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The manifests of the service and the configuration that its pod gets from them. */
final class ServiceManifests {
    static final String POD = "/spec/template/spec";

    private ServiceManifests() {}

    static Manifests cluster() {
        return Manifests.of("overlays/cluster");
    }

    static JsonNode service(Manifests manifests) {
        return manifests.one("StatefulSet", "eader");
    }

    /** The configuration of the service in its pod: the defaults, overridden by the variables of the container. */
    static SmallRyeConfig config(Manifests manifests) throws Exception {
        Map<String, String> environment =
                new HashMap<>(new ObjectMapper().convertValue(manifests.options(), Map.class));
        for (JsonNode variable : service(manifests).at(POD + "/containers/0/env")) {
            environment.put(
                    variable.path("name").asText(), variable.path("value").asText("eader-0"));
        }
        return config(environment);
    }

    /** The defaults, overridden by environment variables. */
    static SmallRyeConfig config(Map<String, String> environment) throws Exception {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(EaderConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new PropertiesConfigSource(
                        Path.of("src/main/resources/application.properties")
                                .toUri()
                                .toURL(),
                        250))
                .withSources(new StreamsSettings())
                .withSources(new TracingSettings())
                .build();
    }

    /** Names of the environment variables that set a known option. */
    static List<String> variables(SmallRyeConfig config) {
        List<String> known = new ArrayList<>();
        config.getPropertyNames()
                .forEach(name -> known.add(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_")));
        return known;
    }
}
