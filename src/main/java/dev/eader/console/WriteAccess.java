package dev.eader.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.EaderConfig;
import dev.eader.EaderConfig.Console.Write;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/** Who may do more than look: nobody, who has the token, or everybody. It holds for every request, whatever it is to. */
@Singleton
final class WriteAccess {
    private static final Set<String> LOOKING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String SCHEME = "Bearer ";
    private static final int SHORTEST_TOKEN = 16;

    private final Write write;
    private final byte[] token;

    /** @param error for people: what is wrong and what would do */
    record Refusal(int status, String error) {}

    @Inject
    WriteAccess(EaderConfig config) {
        this(
                config.console().write().orElse(config.broker().embedded() ? Write.OPEN : Write.OFF),
                config.console().token());
    }

    /** @throws IllegalArgumentException when a token is asked for and there is none worth the name */
    WriteAccess(Write write, Optional<String> token) {
        this.write = write;
        this.token = token.orElse("").getBytes(UTF_8);
        if (write == Write.TOKEN && this.token.length < SHORTEST_TOKEN) {
            throw new IllegalArgumentException("eader.console.write=token needs eader.console.token, of "
                    + SHORTEST_TOKEN + " characters or more");
        }
    }

    Write write() {
        return write;
    }

    /**
     * Why a request is not let through, if it is not.
     *
     * @param authorization the header; null where there is none, as with the other two
     * @param origin of the page that a browser sends it for
     * @param host that it is sent to
     */
    Optional<Refusal> refusal(String method, String authorization, String origin, String host) {
        if (LOOKING.contains(method)) {
            return Optional.empty();
        }
        return switch (write) {
            case OFF -> Optional.of(new Refusal(403, "This service is only looked at: see eader.console.write"));
            case TOKEN ->
                holdsToken(authorization)
                        ? Optional.empty()
                        : Optional.of(new Refusal(401, "This service asks for its token: Authorization: Bearer TOKEN"));
            // without a token, it is the browser that would carry another page's request in
            case OPEN ->
                origin == null || ownPage(origin, host)
                        ? Optional.empty()
                        : Optional.of(new Refusal(403, "This service takes nothing from other pages"));
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
