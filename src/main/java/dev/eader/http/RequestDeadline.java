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
 * Closes a connection whose request does not arrive in time: {@link #HEADER_SECONDS} for the header, from the connection or
 * the first byte, and {@link #BODY_SECONDS} for the body. Between requests, the idle timeout applies. One instance per
 * connection.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    static final int HEADER_SECONDS = 10;
    static final int BODY_SECONDS = 120;

    private ScheduledFuture<?> deadline;
    private boolean hasCheck;

    @Override
    public void channelActive(ChannelHandlerContext context) {
        closeIn(HEADER_SECONDS, context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        detectProtocol(context, bytes);
        if (context.pipeline().get(Http2ConnectionHandler.class) != null) {
            // HTTP/2 requests share the connection, so only the idle timeout applies.
            cancel();
        } else if (deadline == null) {
            closeIn(HEADER_SECONDS, context);
        }
        context.fireChannelRead(bytes);
    }

    /**
     * Forwards single bytes until Vert.x has detected HTTP/1.1 or HTTP/2, after at most 24 bytes: Vert.x then adds the codec,
     * and {@link RequestCheck} must be added after it before the first request is complete.
     */
    private void detectProtocol(ChannelHandlerContext context, Object message) {
        addCheck(context);
        while (message instanceof ByteBuf bytes
                && bytes.isReadable()
                && context.pipeline().get(Http1xOrH2CHandler.class) != null
                && context.pipeline().get(SslHandler.class) == null) {
            context.fireChannelRead(bytes.readRetainedSlice(1));
            addCheck(context);
        }
    }

    /** Adds {@link RequestCheck} after the codec, which Vert.x adds late: with TLS, after the handshake. */
    private void addCheck(ChannelHandlerContext context) {
        var encoder = context.pipeline().context(HttpResponseEncoder.class);
        if (!hasCheck && encoder != null) {
            context.pipeline().addAfter(encoder.name(), null, new RequestCheck(this, context));
            hasCheck = true;
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
