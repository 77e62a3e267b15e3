package dev.eader.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose request takes too long to arrive: {@link #HEADER_SECONDS} for the header, from the first byte or
 * from connecting, and {@link #BODY_SECONDS} for the body. Between two requests the idle timeout applies. Not shared by
 * connections.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    static final int HEADER_SECONDS = 10;
    static final int BODY_SECONDS = 120;

    private ScheduledFuture<?> deadline;
    private boolean watched;

    @Override
    public void channelActive(ChannelHandlerContext context) {
        closeIn(HEADER_SECONDS, context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        detectProtocol(context, bytes);
        if (context.pipeline().get(Http2ConnectionHandler.class) != null) {
            // many requests share the connection: the idle timeout alone applies
            cancel();
        } else if (deadline == null) {
            closeIn(HEADER_SECONDS, context);
        }
        context.fireChannelRead(bytes);
    }

    /**
     * Passes single bytes on until Vert.x knows HTTP/1.1 from HTTP/2, after 24 bytes at most: only then does it add the codec,
     * which {@link RequestCheck} must follow before the first request is whole.
     */
    private void detectProtocol(ChannelHandlerContext context, Object message) {
        watch(context);
        while (message instanceof ByteBuf bytes
                && bytes.isReadable()
                && context.pipeline().get(Http1xOrH2CHandler.class) != null
                && context.pipeline().get(SslHandler.class) == null) {
            context.fireChannelRead(bytes.readRetainedSlice(1));
            watch(context);
        }
    }

    /** Behind the codec, which Vert.x adds after this handler, with TLS only once the handshake is done. */
    private void watch(ChannelHandlerContext context) {
        var encoder = context.pipeline().context(HttpResponseEncoder.class);
        if (!watched && encoder != null) {
            context.pipeline().addAfter(encoder.name(), null, new RequestCheck(this, context));
            watched = true;
        }
    }

    void headerRead(ChannelHandlerContext context) {
        closeIn(BODY_SECONDS, context);
    }

    void requestRead() {
        cancel();
    }

    private void closeIn(int seconds, ChannelHandlerContext context) {
        cancel();
        deadline = context.executor().schedule(() -> context.close(), seconds, TimeUnit.SECONDS);
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }
}
