package dev.eader.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingSettingsTest {
    private static SmallRyeConfig config(Map<String, String> options) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(options, "options", 300))
                .withSources(new TracingSettings())
                .build();
    }

    @Test
    void missing_endpoint_disables_the_sdk() {
        SmallRyeConfig config = config(Map.of("eader.tracing.ratio", "0.5"));

        assertThat(config.getValue("quarkus.otel.sdk.disabled", Boolean.class)).isTrue();
        assertThat(config.getOptionalValue("quarkus.otel.exporter.otlp.endpoint", String.class))
                .isEmpty();
    }

    @Test
    void endpoint_enables_tracing() {
        SmallRyeConfig config = config(Map.of(
                "eader.tracing.endpoint", "http://collector:4317",
                "eader.tracing.protocol", "grpc",
                "eader.tracing.ratio", "0.01",
                "eader.stream.instance", "eader-3"));

        assertThat(config.getValue("quarkus.otel.sdk.disabled", Boolean.class)).isFalse();
        assertThat(config.getValue("quarkus.otel.exporter.otlp.endpoint", String.class))
                .isEqualTo("http://collector:4317");
        assertThat(config.getValue("quarkus.otel.exporter.otlp.protocol", String.class))
                .isEqualTo("grpc");
        assertThat(config.getValue("quarkus.otel.traces.sampler.arg", Double.class))
                .isEqualTo(0.01);
        assertThat(config.getValue("quarkus.otel.resource.attributes", String.class))
                .isEqualTo("service.instance.id=eader-3");
    }

    @Test
    void quarkus_option_overrides_the_derived_setting() {
        SmallRyeConfig config =
                config(Map.of("eader.tracing.endpoint", "http://collector:4317", "quarkus.otel.sdk.disabled", "true"));

        assertThat(config.getValue("quarkus.otel.sdk.disabled", Boolean.class)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "eader.tracing.endpoint, collector:4317, http",
        "eader.tracing.endpoint, ftp://collector, http",
        "eader.tracing.endpoint, http://:4317, http",
        "eader.tracing.protocol, thrift, http/protobuf",
        "eader.tracing.ratio, 1.1, 0 to 1",
        "eader.tracing.ratio, -0.1, 0 to 1",
        "eader.tracing.ratio, NaN, 0 to 1",
        "eader.tracing.ratio, all, 0 to 1",
    })
    void invalid_option_is_refused_with_its_name_and_accepted_values(String name, String value, String accepted) {
        Map<String, String> options = name.endsWith("endpoint")
                ? Map.of(name, value)
                : Map.of("eader.tracing.endpoint", "http://collector:4317", name, value);

        assertThatThrownBy(() -> config(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(name, value, accepted);
    }
}
