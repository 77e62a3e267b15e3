package dev.eader.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.EaderConfig;
import dev.eader.EaderConfig.Console.Write;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Decides which HTTP requests are served, by their path, their method, and the headers that a browser sets. */
@Singleton
final class AccessPolicy {
    private static final Set<String> LOOKING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String SCHEME = "Bearer ";
    private static final int SHORTEST_TOKEN = 16;

    private static final String MANAGEMENT = "/q/";

    private final Write write;
    private final byte[] token;
    private final AllowedHosts hosts;

    /** @param error for people: what is wrong and what would do */
    record Denial(int status, String error) {}

    /** @param listen address that HTTP listens on; the default of {@code eader.console.write} depends on it */
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
     * @param hosts names that requests may be sent to, beside localhost and IP addresses
     * @throws IllegalArgumentException when {@code write} is TOKEN and the token is missing or short, or a host is no name
     */
    AccessPolicy(Write write, Optional<String> token, List<String> hosts) {
        this.write = write;
        this.token = token.orElse("").getBytes(UTF_8);
        this.hosts = new AllowedHosts(hosts);
        if (write == Write.TOKEN && this.token.length < SHORTEST_TOKEN) {
            throw new IllegalArgumentException("eader.console.write=token needs eader.console.token, of "
                    + SHORTEST_TOKEN + " characters or more");
        }
    }

    /** OPEN with the embedded broker while only this machine can connect, else OFF. */
    static Write defaultWrite(boolean embedded, String listen) {
        boolean local = listen.equals("localhost") || listen.equals("::1") || listen.startsWith("127.");
        return embedded && local ? Write.OPEN : Write.OFF;
    }

    Write write() {
        return write;
    }

    /**
     * Why a request is refused; empty when it is served. Health and metrics may be read under any host name: probes and
     * scrapers choose their own, and they hold no pictures.
     *
     * @param path normalized path of the request
     * @param authorization the header; null where there is none, as with the other two
     * @param origin of the page that a browser sends it for
     * @param host that it is sent to
     */
    Optional<Denial> refusal(String path, String method, String authorization, String origin, String host) {
        if (!path.startsWith(MANAGEMENT) && !hosts.allows(host)) {
            return Optional.of(new Denial(
                    421,
                    String.format(
                            Locale.ROOT,
                            "This service is not reached by the name '%s': use localhost, an IP address, or a name in eader.console.hosts",
                            host)));
        }
        if (LOOKING.contains(method)) {
            return Optional.empty();
        }
        return switch (write) {
            case OFF -> Optional.of(new Denial(403, "This service is only looked at: see eader.console.write"));
            case TOKEN ->
                holdsToken(authorization)
                        ? Optional.empty()
                        : Optional.of(new Denial(401, "This service asks for its token: Authorization: Bearer TOKEN"));
            // a browser sends requests of other sites' pages too, and names the page's origin
            case OPEN ->
                origin == null || ownPage(origin, host)
                        ? Optional.empty()
                        : Optional.of(new Denial(403, "This service takes nothing from other pages"));
        };
    }

    private boolean holdsToken(String authorization) {
        // takes as long for a token that is nearly right
        return authorization != null
                && authorization.startsWith(SCHEME)
                && MessageDigest.isEqual(
                        token, authorization.substring(SCHEME.length()).getBytes(UTF_8));
    }

    private static boolean ownPage(String origin, String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
