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
 * What OpenTelemetry is told, worked out from {@code eader.tracing.*}: without an endpoint there is no SDK and no exporter.
 * All else goes by Quarkus' own names, and what is set by these wins.
 */
public final class TracingSettings implements ConfigSourceFactory {
    static final String ENDPOINT = "eader.tracing.endpoint";
    private static final List<String> PROTOCOLS = List.of("http/protobuf", "grpc");
    /** As {@link StreamsSettings} has it. */
    private static final int ORDINAL = 200;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String endpoint = StreamsSettings.option(context, ENDPOINT, "");
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.otel.sdk.disabled", Boolean.toString(endpoint.isEmpty()));
        if (!endpoint.isEmpty()) {
            String protocol = StreamsSettings.option(context, "eader.tracing.protocol", "http/protobuf");
            if (!PROTOCOLS.contains(protocol)) {
                throw new IllegalArgumentException("eader.tracing.protocol takes " + PROTOCOLS + ", not " + protocol);
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
            // told below, as other things that are no endpoint
        }
        throw new IllegalArgumentException(
                ENDPOINT + " takes an http or https address, as http://collector:4318, not " + endpoint);
    }

    private static String ratio(String text) {
        try {
            double ratio = Double.parseDouble(text);
            if (ratio >= 0 && ratio <= 1) {
                return text;
            }
        } catch (NumberFormatException e) {
            // told below, as other things that are no share
        }
        throw new IllegalArgumentException("eader.tracing.ratio takes 0 to 1, not " + text);
    }
}
