package dev.eader.fetch;

import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.wire.FrameFailure;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The allow-list of uris: schemes, and beneath which prefixes. A prefix is a folder, and nothing leads out of it. */
public final class AllowedUris {
    /** What one server may read as a step out of a folder and another as a name. */
    private static final Pattern STEP_OUT = Pattern.compile("(?i)/\\.\\.?(/|;|$)|%2e|%2f|%5c|%00|\\\\");

    private final List<String> schemes;
    private final List<URI> prefixes;

    /** @throws IllegalArgumentException when a prefix is none */
    AllowedUris(ClaimCheckOptions options) {
        schemes = options.schemes();
        prefixes = options.prefixes().stream().map(AllowedUris::prefix).toList();
    }

    private static URI prefix(String text) {
        try {
            URI uri = URI.create(text);
            boolean file = "file".equalsIgnoreCase(uri.getScheme());
            if (ClaimCheckOptions.SUPPORTED.contains(scheme(uri))
                    && uri.getPath() != null
                    && uri.getPath().endsWith("/")
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null
                    && file == (uri.getHost() == null)
                    && !STEP_OUT.matcher(uri.getRawPath()).find()) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // What is no uri is no prefix either.
        }
        throw new IllegalArgumentException("eader.image.uri-prefixes takes folders that end in '/', as"
                + " file:///frames/ or https://host/frames/, not '" + text + "'");
    }

    /** @throws FrameFailure when the uri is none, or not allowed */
    URI check(String text) throws FrameFailure {
        // before all else, since what has another scheme need not be a uri as Java knows them
        String scheme =
                text.contains(":") ? text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT) : "";
        if (!schemes.contains(scheme)) {
            throw refused("the scheme '" + scheme + "' is not allowed here; eader.image.uri-schemes allows " + schemes);
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new FrameFailure(Stage.FETCH, Code.URI_UNREADABLE, "the frame's uri is none: its syntax is wrong");
        }
        boolean allowed = scheme.equals("file")
                ? folder(uri).isPresent()
                : prefixes.stream().anyMatch(prefix -> beneath(prefix, uri));
        if (!allowed) {
            throw refused(shown(uri) + " is beneath none of eader.image.uri-prefixes");
        }
        return uri;
    }

    /** The allowed folder that a {@code file:} uri leads into, by its text alone. */
    Optional<Path> folder(URI uri) {
        if (uri.getRawAuthority() != null || uri.getRawPath() == null || uri.getRawQuery() != null) {
            return Optional.empty();
        }
        Path path = Path.of(uri.getPath()).normalize();
        return prefixes.stream()
                .filter(prefix -> scheme(prefix).equals("file"))
                .map(prefix -> Path.of(prefix.getPath()))
                .filter(folder -> path.startsWith(folder) && !path.equals(folder))
                .findFirst();
    }

    private static boolean beneath(URI prefix, URI uri) {
        return scheme(prefix).equals(scheme(uri))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && prefix.getHost().equalsIgnoreCase(uri.getHost())
                && port(prefix) == port(uri)
                && uri.getRawPath().startsWith(prefix.getRawPath())
                && !STEP_OUT.matcher(uri.getRawPath()).find();
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /** The port that is meant, where it is said or not. */
    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : scheme(uri).equals("https") ? 443 : 80;
    }

    /** The uri for people: without its query, which in a presigned one is the secret. */
    static String shown(URI uri) {
        String host =
                uri.getHost() == null ? "" : "//" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return scheme(uri) + ":" + host + uri.getRawPath();
    }

    static FrameFailure refused(String why) {
        return new FrameFailure(Stage.FETCH, Code.URI_NOT_ALLOWED, why);
    }
}
