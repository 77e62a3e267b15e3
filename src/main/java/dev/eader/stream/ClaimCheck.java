package dev.eader.stream;

import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Fetches a picture that a frame names by its uri, where that uri's scheme is allowed. */
public final class ClaimCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final List<String> SUPPORTED = List.of("file", "http", "https");

    private final List<String> schemes;
    private final int maxBytes;
    // redirects are not followed: they would lead past the list of what is allowed
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    /**
     * @param schemes that are allowed
     * @throws IllegalArgumentException when one of them is not supported
     */
    public ClaimCheck(List<String> schemes, int maxBytes) {
        this.schemes =
                schemes.stream().map(scheme -> scheme.toLowerCase(Locale.ROOT)).toList();
        this.maxBytes = maxBytes;
        for (String scheme : this.schemes) {
            if (!SUPPORTED.contains(scheme)) {
                throw new IllegalArgumentException(
                        "eader.image.uri-schemes takes " + SUPPORTED + ", not '" + scheme + "'");
            }
        }
    }

    /** @throws FrameFailure when the uri is not allowed, cannot be read, or is longer than is allowed */
    byte[] fetch(String text) throws FrameFailure {
        URI uri = allowed(text);
        try (InputStream in = open(uri)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new FrameFailure(
                        Stage.FETCH, Code.TOO_MANY_BYTES, text + " is longer than " + maxBytes + " bytes");
            }
            return bytes;
        } catch (IOException | IllegalArgumentException e) {
            throw new FrameFailure(Stage.FETCH, Code.URI_UNREADABLE, text + " cannot be read: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FrameFailure(Stage.FETCH, Code.URI_UNREADABLE, text + " was not read: the service is stopping");
        }
    }

    private URI allowed(String text) throws FrameFailure {
        String scheme =
                text.contains(":") ? text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT) : "";
        if (!schemes.contains(scheme)) {
            throw new FrameFailure(
                    Stage.FETCH,
                    Code.URI_NOT_ALLOWED,
                    "the scheme '" + scheme + "' is not allowed here; eader.image.uri-schemes allows " + schemes);
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new FrameFailure(Stage.FETCH, Code.URI_UNREADABLE, "not a uri: " + e.getMessage());
        }
    }

    private InputStream open(URI uri) throws IOException, InterruptedException {
        if (uri.getScheme().equalsIgnoreCase("file")) {
            return Files.newInputStream(Path.of(uri));
        }
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("status " + response.statusCode());
        }
        return response.body();
    }
}
