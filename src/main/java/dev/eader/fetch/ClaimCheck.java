package dev.eader.fetch;

import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.wire.FrameFailure;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Fetches the image that a frame names by its URI, if the URI is allowed. Thread-safe. */
public final class ClaimCheck {
    private final ClaimCheckOptions options;
    private final AllowedUris allowed;
    private final HttpFetch http;

    /**
     * @param vertx called only when http or https is allowed
     * @throws IllegalArgumentException when an option is not valid
     */
    public ClaimCheck(ClaimCheckOptions options, Supplier<Vertx> vertx) {
        this(options, vertx, InetAddress::getAllByName);
    }

    ClaimCheck(ClaimCheckOptions options, Supplier<Vertx> vertx, HttpFetch.Resolver resolver) {
        this.options = options;
        this.allowed = new AllowedUris(options);
        boolean overHttp = options.schemes().stream().anyMatch(scheme -> scheme.startsWith("http"));
        this.http = overHttp ? new HttpFetch(vertx.get(), resolver, options) : null;
    }

    /** Returns a claim check that refuses every URI. */
    public static ClaimCheck off() {
        return new ClaimCheck(ClaimCheckOptions.off(), () -> null);
    }

    /** @throws FrameFailure when the URI is not allowed or cannot be read, or the image is too large */
    public byte[] fetch(String text) {
        URI uri = allowed.check(text);
        try {
            return uri.getScheme().equalsIgnoreCase("file") ? read(uri) : http.fetch(uri);
        } catch (HttpFetch.TooLargeException e) {
            throw new FrameFailure(
                    Stage.FETCH,
                    Code.TOO_MANY_BYTES,
                    AllowedUris.withoutQuery(uri) + " is larger than eader.image.max-bytes, " + options.maxBytes()
                            + " bytes");
        } catch (IOException e) {
            throw unreadable(uri, "cannot be read: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreadable(uri, "was not read: the service is stopping");
        }
    }

    private byte[] read(URI uri) throws IOException {
        Path folder = allowed.folder(uri).orElseThrow();
        Path file = Path.of(uri.getPath()).toRealPath();
        if (!file.startsWith(folder.toRealPath())) {
            throw AllowedUris.refused(AllowedUris.withoutQuery(uri) + " is a link to a file outside of " + folder);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            // reading a pipe or a device may never end
            throw new IOException("not a regular file");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(options.maxBytes() + 1);
            if (bytes.length > options.maxBytes()) {
                throw new HttpFetch.TooLargeException();
            }
            return bytes;
        }
    }

    private static FrameFailure unreadable(URI uri, String why) {
        return new FrameFailure(Stage.FETCH, Code.URI_UNREADABLE, AllowedUris.withoutQuery(uri) + " " + why);
    }
}
