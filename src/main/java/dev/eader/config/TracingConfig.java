package dev.eader.config;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** {@code eader.tracing}: export of each frame's spans with OpenTelemetry. */
public interface TracingConfig {
    /**
     * OTLP endpoint that receives the spans, such as {@code http://collector:4318}. Unset: no tracing. Options named {@code
     * quarkus.otel.exporter.otlp.*} set TLS, headers and everything else.
     */
    Optional<String> endpoint();

    /** {@code http/protobuf}, usually on port 4318, or {@code grpc}, usually on port 4317. */
    @WithDefault("http/protobuf")
    String protocol();

    /** Share of traced frames among those without a {@code traceparent} header, 0 to 1. The header decides for the others. */
    @WithDefault("1")
    double ratio();
}
