package dev.eader.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.config.ConsoleConfig.Write;
import dev.eader.config.EaderConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Decides which HTTP requests are served, by path, method and the headers Host, Origin and Authorization. Thread-safe. */
@Singleton
final class AccessPolicy {
    private static final Set<String> READ_METHODS = Set.of("GET", "HEAD", "OPTIONS");
    private static final String BEARER = "Bearer ";
    private static final int MIN_TOKEN_LENGTH = 16;

    private static final String MANAGEMENT_PATH = "/q/";

    private final Write write;
    private final byte[] token;
    private final AllowedHosts hosts;

    /** @param error what is wrong and what is accepted */
    record Denial(int status, String error) {}

    /** @param listen the HTTP listen address, which determines the default of {@code eader.console.write} */
    @Inject
    AccessPolicy(EaderConfig config, @ConfigProperty(name = "quarkus.http.host") String listen) {
        this(
                config.console()
                        .write()
                        .orElseGet(() -> defaultWrite(config.broker().embedded(), listen)),
                config.console().token(),
                config.console().hosts().orElse(List.of()));
    }

    /**
     * @param hosts host names that are accepted in addition to localhost and IP addresses
     * @throws IllegalArgumentException if {@code write} is TOKEN and the token is missing or too short, or if a host name is
     *     invalid
     */
    AccessPolicy(Write write, Optional<String> token, List<String> hosts) {
        this.write = write;
        this.token = token.orElse("").getBytes(UTF_8);
        this.hosts = new AllowedHosts(hosts);
        if (write == Write.TOKEN && this.token.length < MIN_TOKEN_LENGTH) {
            throw new IllegalArgumentException("eader.console.write=token requires eader.console.token of at least "
                    + MIN_TOKEN_LENGTH + " characters, but it has " + this.token.length);
        }
    }

    /** OPEN if the embedded broker runs and HTTP listens on a loopback address only, otherwise OFF. */
    static Write defaultWrite(boolean embedded, String listen) {
        boolean local = listen.equals("localhost") || listen.equals("::1") || listen.startsWith("127.");
        return embedded && local ? Write.OPEN : Write.OFF;
    }

    Write write() {
        return write;
    }

    /**
     * Returns why a request is denied; empty when it is served. Health and metrics are served under any host name, because
     * probes and scrapers choose their own and the responses contain no pictures.
     *
     * @param path normalized path
     * @param authorization the Authorization header, or null
     * @param origin the Origin header, or null; browsers set it to the origin of the page that sends the request
     * @param host the Host header, or null
     */
    Optional<Denial> check(String path, String method, String authorization, String origin, String host) {
        if (!path.startsWith(MANAGEMENT_PATH) && !hosts.accepts(host)) {
            return Optional.of(new Denial(
                    421,
                    String.format(
                            Locale.ROOT,
                            "The host name '%s' is not accepted. Use localhost, an IP address, or a name listed in eader.console.hosts.",
                            host)));
        }
        if (READ_METHODS.contains(method)) {
            return Optional.empty();
        }
        return switch (write) {
            case OFF ->
                Optional.of(new Denial(
                        403, "This service is read-only. Set eader.console.write to token or open to allow changes."));
            case TOKEN ->
                hasToken(authorization)
                        ? Optional.empty()
                        : Optional.of(
                                new Denial(401, "A token is required. Send the header Authorization: Bearer TOKEN."));
            // browsers also send requests of pages from other sites, with the origin of the page
            case OPEN ->
                origin == null || isSameOrigin(origin, host)
                        ? Optional.empty()
                        : Optional.of(new Denial(403, "Requests from pages of other origins are not accepted."));
        };
    }

    private boolean hasToken(String authorization) {
        // compares in constant time, so that response times do not reveal how much of a token is right
        return authorization != null
                && authorization.startsWith(BEARER)
                && MessageDigest.isEqual(
                        token, authorization.substring(BEARER.length()).getBytes(UTF_8));
    }

    private static boolean isSameOrigin(String origin, String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
