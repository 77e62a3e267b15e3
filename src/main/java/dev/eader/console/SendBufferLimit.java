package dev.eader.console;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Keeps the system from queueing frames for a slow browser. What is in the socket's buffer cannot be replaced by
 * something newer any more, and left to itself that buffer grows to megabytes: 40 s of old frames on a line of 40 KB/s.
 */
@Singleton
public final class SendBufferLimit implements HttpServerOptionsCustomizer {
    private static final int BYTES = 128 << 10;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setSendBufferSize(BYTES);
    }
}
