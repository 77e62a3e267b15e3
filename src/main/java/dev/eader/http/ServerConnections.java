package dev.eader.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;

/**
 * Adds the limits of this package to each accepted connection. Netty loads it as a service after {@link #enable()}. Quarkus
 * and Vert.x do not limit the time of a request's header.
 */
public final class ServerConnections extends ChannelInitializerExtension {

    /** Makes Netty load this extension. Must be called before the first HTTP server starts. */
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
