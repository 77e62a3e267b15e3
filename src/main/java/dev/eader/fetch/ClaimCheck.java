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

/** Fetches a picture that a frame names by its uri, where that uri is allowed. */
public final class ClaimCheck {
    private final ClaimCheckOptions options;
    private final AllowedUris allowed;
    private final HttpFetch http;

    /**
     * @param vertx asked for only where http(s) is allowed
     * @throws IllegalArgumentException naming the option that is wrong and what it takes
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

    /** One that fetches nothing. */
    public static ClaimCheck off() {
        return new ClaimCheck(ClaimCheckOptions.off(), () -> null);
    }

    /** @throws FrameFailure when the uri is not allowed, cannot be read, or is longer than is allowed */
    public byte[] fetch(String text) throws FrameFailure {
        URI uri = allowed.check(text);
        try {
            return uri.getScheme().equalsIgnoreCase("file") ? read(uri) : http.fetch(uri);
        } catch (HttpFetch.TooLong e) {
            throw new FrameFailure(
                    Stage.FETCH,
                    Code.TOO_MANY_BYTES,
                    AllowedUris.shown(uri) + " is longer than " + options.maxBytes() + " bytes");
        } catch (IOException e) {
            throw unreadable(uri, "cannot be read: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreadable(uri, "was not read: the service is stopping");
        }
    }

    private byte[] read(URI uri) throws FrameFailure, IOException {
        Path folder = allowed.folder(uri).orElseThrow();
        Path file = Path.of(uri.getPath()).toRealPath();
        if (!file.startsWith(folder.toRealPath())) {
            throw AllowedUris.refused(AllowedUris.shown(uri) + " is a link that leads out of " + folder);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            // a pipe or a device might never end
            throw new IOException("not a regular file");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(options.maxBytes() + 1);
            if (bytes.length > options.maxBytes()) {
                throw new HttpFetch.TooLong();
            }
            return bytes;
        }
    }

    private static FrameFailure unreadable(URI uri, String why) {
        return new FrameFailure(Stage.FETCH, Code.URI_UNREADABLE, AllowedUris.shown(uri) + " " + why);
    }
}
