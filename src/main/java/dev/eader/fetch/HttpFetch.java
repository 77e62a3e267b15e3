package dev.eader.fetch;

import dev.eader.wire.FrameFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Fetches over http(s). A host name is looked up once; its address is checked and then used for the connection, so a second
 * DNS answer cannot bypass the check. Redirects are not followed, because their targets would not be checked. Thread-safe.
 */
public final class HttpFetch {

    /** Looks up the addresses of a host. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws IOException;
    }

    private final Vertx vertx;
    private final HttpClient http;
    private final Resolver resolver;
    private final ClaimCheckOptions options;

    HttpFetch(Vertx vertx, Resolver resolver, ClaimCheckOptions options) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.options = options;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) options.timeout().toMillis())
                .setVerifyHost(true)
                .setDecompressionSupported(false));
    }

    /**
     * Returns the body of a response with status 200.
     *
     * @throws FrameFailure when no address of the host is allowed
     * @throws TooLargeException when the body is larger than {@code maxBytes}
     * @throws IOException when there is no complete response with status 200 in time
     */
    byte[] fetch(URI uri) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + options.timeout().toNanos();
        InetAddress address = address(uri.getHost(), deadline);
        AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
        Future<Buffer> body = http.request(request(uri, address))
                .compose(request -> {
                    sent.set(request);
                    return request.send();
                })
                .compose(this::body);
        try {
            return await(body, deadline).getBytes();
        } finally {
            if (sent.get() != null && !body.succeeded()) {
                sent.get().reset();
            }
        }
    }

    private InetAddress address(String host, long deadline) throws IOException, InterruptedException {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        InetAddress[] all = await(vertx.executeBlocking(() -> resolver.resolve(name), false), deadline);
        return Arrays.stream(all)
                .filter(each -> options.privateAddresses() || PublicAddress.isPublic(each))
                .findFirst()
                .orElseThrow(() -> AllowedUris.refused("the host " + host + " has no public address;"
                        + " eader.image.uri-private-addresses=true allows private ones"));
    }

    private RequestOptions request(URI uri, InetAddress address) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(AllowedUris.port(uri), address.getHostAddress()))
                .setHost(uri.getHost())
                .setPort(AllowedUris.port(uri))
                .setSsl(uri.getScheme().equalsIgnoreCase("https"))
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .setFollowRedirects(false);
    }

    private Future<Buffer> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture(new IOException("status " + response.statusCode()
                    + (response.statusCode() / 100 == 3 ? "; redirects are not followed" : "")));
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(read));
        response.handler(part -> {
            if (read.length() + part.length() > options.maxBytes()) {
                whole.tryFail(new TooLargeException());
                response.request().reset();
            } else {
                read.appendBuffer(part);
            }
        });
        return whole.future();
    }

    private <T> T await(Future<T> future, long deadline) throws IOException, InterruptedException {
        try {
            long left = Math.max(1, deadline - System.nanoTime());
            return future.toCompletionStage().toCompletableFuture().get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "no complete response within " + options.timeout().toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
    }

    /** The body is larger than the limit. */
    static final class TooLargeException extends IOException {
        TooLargeException() {
            super("too large");
        }
    }
}
