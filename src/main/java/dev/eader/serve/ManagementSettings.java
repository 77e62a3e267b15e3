package dev.eader.serve;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Opens the management port for health and metrics where a broker is configured. With the embedded broker there is one
 * port: {@link HealthOnConsolePort} serves both there. {@code quarkus.management.host-enabled} overrides it.
 */
public final class ManagementSettings implements ConfigSourceFactory {
    /** The same ordinal as {@link StreamsSettings}: every other source overrides it. */
    private static final int ORDINAL = 200;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        boolean embedded = Boolean.parseBoolean(StreamsSettings.option(context, Serve.EMBEDDED, "false"));
        return List.of(new PropertiesConfigSource(
                Map.of("quarkus.management.host-enabled", Boolean.toString(!embedded)), "eader-management", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }
}
