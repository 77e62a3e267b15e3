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

/** The allow-list of URIs: schemes and prefixes. A prefix is a folder; URIs that lead out of it are refused. Thread-safe. */
public final class AllowedUris {
    /** Path segments and encoded characters that some servers resolve to a parent folder. */
    private static final Pattern STEP_OUT = Pattern.compile("(?i)/\\.\\.?(/|;|$)|%2e|%2f|%5c|%00|\\\\");

    private final List<String> schemes;
    private final List<URI> prefixes;

    /** @throws IllegalArgumentException when a prefix is not valid */
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
            // not a URI, so not a prefix
        }
        throw new IllegalArgumentException("eader.image.uri-prefixes must be folders that end in '/', such as"
                + " file:///frames/ or https://host/frames/, but contains '" + text + "'");
    }

    /** @throws FrameFailure when the text is not a URI, or the URI is not allowed */
    URI check(String text) {
        // before parsing: Java cannot parse the URIs of some schemes
        String scheme =
                text.contains(":") ? text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT) : "";
        if (!schemes.contains(scheme)) {
            throw refused(
                    "the URI's scheme must be one of eader.image.uri-schemes " + schemes + ", but is '" + scheme + "'");
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new FrameFailure(Stage.FETCH, Code.URI_UNREADABLE, "the frame's uri is not a valid URI");
        }
        boolean allowed = scheme.equals("file")
                ? folder(uri).isPresent()
                : prefixes.stream().anyMatch(prefix -> isBelow(prefix, uri));
        if (!allowed) {
            throw refused(withoutQuery(uri) + " is not below any of eader.image.uri-prefixes");
        }
        return uri;
    }

    /** Returns the allowed folder that contains a {@code file:} URI, by its text; symbolic links are not followed. */
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

    private static boolean isBelow(URI prefix, URI uri) {
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

    /** Returns the port of a URI, or the default port of its scheme. */
    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : scheme(uri).equals("https") ? 443 : 80;
    }

    /** Returns the URI for messages, without its query, which is a secret in presigned URIs. */
    static String withoutQuery(URI uri) {
        String host =
                uri.getHost() == null ? "" : "//" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return scheme(uri) + ":" + host + uri.getRawPath();
    }

    static FrameFailure refused(String why) {
        return new FrameFailure(Stage.FETCH, Code.URI_NOT_ALLOWED, why);
    }
}
