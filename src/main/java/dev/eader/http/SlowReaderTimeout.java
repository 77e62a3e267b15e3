package dev.eader.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/** Closes a connection whose client takes no byte of the bytes that wait for it for {@link #SECONDS}. */
final class SlowReaderTimeout extends IdleStateHandler {
    static final int SECONDS = 15;

    SlowReaderTimeout() {
        super(true, 0, SECONDS, 0, TimeUnit.SECONDS);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        var waiting = context.channel().unsafe().outboundBuffer();
        if (event.state() == IdleState.WRITER_IDLE && waiting != null && waiting.totalPendingWriteBytes() > 0) {
            context.close();
        }
    }
}
