package dev.eader.console;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Limits the socket send buffer of HTTP connections to 128 KiB. Frames in that buffer can no longer be replaced by newer ones, and
 * by default it grows to megabytes: 40 s of old frames on a connection of 40 kB/s.
 */
@Singleton
public final class SendBufferLimit implements HttpServerOptionsCustomizer {
    private static final int BYTES = 128 << 10;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setSendBufferSize(BYTES);
    }
}
