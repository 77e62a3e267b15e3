package dev.eader.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
    private static final String HEADER = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n";

    private final EmbeddedChannel connection =
            new EmbeddedChannel(new RequestDeadline(), new HttpRequestDecoder(), new HttpResponseEncoder());

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
    }

    private static void send(EmbeddedChannel connection, String bytes) {
        connection.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
    }

    private static void advance(EmbeddedChannel connection, int seconds) {
        connection.freezeTime();
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    @Test
    void silent_connection_is_closed_after_ten_seconds() {
        advance(connection, 9);
        assertThat(connection.isOpen()).isTrue();
        advance(connection, 1);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void slow_header_closes_the_connection_after_ten_seconds() {
        for (int second = 0; second < 10; second++) {
            send(connection, HEADER.substring(second, second + 1));
            advance(connection, 1);
        }
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void slow_body_closes_the_connection_after_two_minutes() {
        send(connection, HEADER + "a");
        advance(connection, 119);
        assertThat(connection.isOpen()).isTrue();
        advance(connection, 1);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void complete_request_ends_the_deadline_until_the_next() {
        send(connection, HEADER + "ab");
        advance(connection, 300);
        assertThat(connection.isOpen()).isTrue();
        send(connection, "GET");
        advance(connection, 10);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void unknown_method_gets_status_501() {
        send(connection, "MADEUP / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        ByteBuf answer = connection.readOutbound();
        assertThat(answer.toString(US_ASCII)).startsWith("HTTP/1.1 501 ").contains("nosniff");
        answer.release();
        assertThat(connection.inboundMessages()).isEmpty();
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void first_request_ends_the_deadline_if_http2_is_enabled() {
        EmbeddedChannel either = http1OrHttp2();
        send(either, HEADER + "ab");
        advance(either, 300);
        assertThat(either.isOpen()).isTrue();
        assertThat(either.inboundMessages()).isNotEmpty();
        either.finishAndReleaseAll();
    }

    @Test
    void unknown_method_gets_status_501_if_http2_is_enabled() {
        EmbeddedChannel either = http1OrHttp2();
        send(either, "PROPS / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        ByteBuf answer = either.readOutbound();
        assertThat(answer.toString(US_ASCII)).startsWith("HTTP/1.1 501 ");
        answer.release();
        either.finishAndReleaseAll();
    }

    @Test
    void http2_connection_has_no_deadline() {
        EmbeddedChannel either = http1OrHttp2();
        send(either, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        advance(either, 30);
        assertThat(either.isOpen()).isTrue();
        either.finishAndReleaseAll();
    }

    /** The pipeline of Vert.x for a connection without TLS if HTTP/2 is enabled. */
    private static EmbeddedChannel http1OrHttp2() {
        return new EmbeddedChannel(new RequestDeadline(), new Http1xOrH2CHandler() {
            @Override
            protected void configure(ChannelHandlerContext context, boolean http2) {
                if (http2) {
                    context.pipeline()
                            .addLast(Http2FrameCodecBuilder.forServer().build());
                } else {
                    context.pipeline().addLast(new HttpRequestDecoder(), new HttpResponseEncoder());
                }
            }
        });
    }
}
