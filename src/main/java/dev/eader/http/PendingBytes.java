package dev.eader.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that wait for the clients of all connections together, which are direct memory. A connection that would
 * exceed {@link #MAX_BYTES} is closed, so that slow readers cannot exhaust it.
 */
public final class PendingBytes extends ChannelOutboundHandlerAdapter {
    /** Bytes of all connections. One answer more, however large, is accepted below it. */
    public static final long MAX_BYTES = 64L << 20;

    private static final AtomicLong ALL = new AtomicLong();

    /** Whether an answer of some size may be begun: less than half of the bytes are taken. */
    public static boolean hasRoom() {
        return ALL.get() < MAX_BYTES / 2;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            context.write(message, promise);
            return;
        }
        if (ALL.get() >= MAX_BYTES) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IOException("Too many bytes wait for slow clients: " + MAX_BYTES));
            context.close();
            return;
        }
        int size = bytes.readableBytes();
        ALL.addAndGet(size);
        context.write(message, promise.unvoid().addListener(written -> ALL.addAndGet(-size)));
    }
}
