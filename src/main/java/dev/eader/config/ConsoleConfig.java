package dev.eader.config;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** {@code eader.console}: the web console and access to it. */
public interface ConsoleConfig {
    /** Whether the console's page and streams are served. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Clients that may send HTTP requests other than GET: none ({@code off}), those with the token ({@code token}), or all
     * ({@code open}). Unset: {@code open} with the embedded broker while {@code quarkus.http.host} is localhost, otherwise
     * {@code off}.
     */
    Optional<Write> write();

    /** Token for {@code eader.console.write=token}, at least 16 characters; sent as {@code Authorization: Bearer TOKEN}. */
    Optional<String> token();

    /**
     * Host names under which browsers may open the console, without scheme and port, such as {@code eader.example.org}.
     * Localhost and IP addresses are always accepted; requests to other names get status 421. Does not apply to health and
     * metrics.
     */
    Optional<List<String>> hosts();

    enum Write {
        OFF,
        TOKEN,
        OPEN
    }
}
