package dev.eader.serve;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Derives the settings of OpenTelemetry from {@code eader.tracing.*}; without an endpoint, the SDK is disabled. Options named
 * {@code quarkus.otel.*} override them.
 */
public final class TracingSettings implements ConfigSourceFactory {
    static final String ENDPOINT = "eader.tracing.endpoint";
    private static final List<String> PROTOCOLS = List.of("http/protobuf", "grpc");
    /** The same ordinal as {@link StreamsSettings}: every other source overrides it. */
    private static final int ORDINAL = 200;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String endpoint = StreamsSettings.option(context, ENDPOINT, "");
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.otel.sdk.disabled", Boolean.toString(endpoint.isEmpty()));
        if (!endpoint.isEmpty()) {
            String protocol = StreamsSettings.option(context, "eader.tracing.protocol", "http/protobuf");
            if (!PROTOCOLS.contains(protocol)) {
                throw new IllegalArgumentException(
                        "eader.tracing.protocol must be one of " + PROTOCOLS + ", but is " + protocol);
            }
            settings.put("quarkus.otel.exporter.otlp.endpoint", checked(endpoint));
            settings.put("quarkus.otel.exporter.otlp.protocol", protocol);
            settings.put(
                    "quarkus.otel.traces.sampler.arg",
                    ratio(StreamsSettings.option(context, "eader.tracing.ratio", "1")));
            String instance = StreamsSettings.option(context, "eader.stream.instance", "");
            if (!instance.isEmpty()) {
                settings.put("quarkus.otel.resource.attributes", "service.instance.id=" + instance);
            }
        }
        return List.of(new PropertiesConfigSource(settings, "eader-tracing", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }

    private static String checked(String endpoint) {
        try {
            URI uri = URI.create(endpoint);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return endpoint;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new IllegalArgumentException(
                ENDPOINT + " must be an http or https address such as http://collector:4318, but is " + endpoint);
    }

    private static String ratio(String text) {
        try {
            double ratio = Double.parseDouble(text);
            if (ratio >= 0 && ratio <= 1) {
                return text;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException("eader.tracing.ratio must be from 0 to 1, but is " + text);
    }
}
