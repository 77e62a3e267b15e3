package dev.eader.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** {@code eader.broker}: the embedded broker, which starts when {@code kafka.bootstrap.servers} is not set. */
public interface BrokerConfig {
    /** Port of the embedded broker. If it is in use, the next free port is taken. */
    @WithDefault("9092")
    int port();

    /** Log directory of the embedded broker. Unset: a temporary directory that is deleted when the service ends. */
    Optional<Path> dir();

    /** Whether the embedded broker is in use. The service sets this option itself. */
    @WithDefault("false")
    boolean embedded();
}
