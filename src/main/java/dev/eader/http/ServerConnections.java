package dev.eader.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;

/**
 * Adds the limits to each accepted connection. Netty loads it as a service once {@link #enable()} was called. Neither Quarkus
 * nor Vert.x has a limit for the time that a request's header may take.
 */
public final class ServerConnections extends ChannelInitializerExtension {

    /** Has Netty load this extension; call it before the first HTTP server starts. */
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel connection) {
        connection
                .pipeline()
                .addFirst(new RequestDeadline())
                .addFirst(new SlowReaderTimeout())
                .addFirst(new PendingBytes());
    }
}
