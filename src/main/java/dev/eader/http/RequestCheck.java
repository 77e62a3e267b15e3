package dev.eader.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Set;

/**
 * Rejects requests with an unknown method (501), because each new method would add series to the metrics, and adds the
 * security headers to error responses that no route created, such as 400 and 431 for an invalid header.
 */
final class RequestCheck extends ChannelDuplexHandler {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT");
    private static final String ERROR =
            "{\"error\":\"Unknown method; use GET, HEAD, POST, PUT, DELETE, OPTIONS or PATCH\"}";

    private final RequestDeadline deadline;
    private final ChannelHandlerContext deadlineContext;
    private boolean isRefused;

    RequestCheck(RequestDeadline deadline, ChannelHandlerContext deadlineContext) {
        this.deadline = deadline;
        this.deadlineContext = deadlineContext;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            boolean isReadable = request.decoderResult().isSuccess();
            deadline.headerRead(deadlineContext);
            if (!isRefused && isReadable && !METHODS.contains(request.method().name())) {
                isRefused = true;
                refuse(context);
            }
        }
        if (message instanceof LastHttpContent) {
            deadline.requestRead();
        }
        if (isRefused) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private static void refuse(ChannelHandlerContext context) {
        var answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_IMPLEMENTED, Unpooled.copiedBuffer(ERROR, UTF_8));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, "close");
        SecurityHeaders.add(answer.headers());
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse answer && answer.status().code() >= 400) {
            SecurityHeaders.add(answer.headers());
        }
        context.write(message, promise);
    }
}
