package dev.eader.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes in direct memory that wait for the clients of all connections. A connection that writes when {@link
 * #MAX_BYTES} are waiting is closed, so that slow clients cannot exhaust the memory.
 */
public final class PendingBytes extends ChannelOutboundHandlerAdapter {
    /** Limit for all connections together. A write of any size is accepted while fewer bytes are waiting. */
    public static final long MAX_BYTES = 64L << 20;

    private static final AtomicLong ALL = new AtomicLong();

    /** Whether a large answer may be started: less than half of the limit is in use. */
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
            promise.tryFailure(new IOException(
                    "The connection is closed because more than " + MAX_BYTES + " bytes wait for slow clients"));
            context.close();
            return;
        }
        int size = bytes.readableBytes();
        ALL.addAndGet(size);
        context.write(message, promise.unvoid().addListener(written -> ALL.addAndGet(-size)));
    }
}
