package dev.eader.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateEvent;
import org.junit.jupiter.api.Test;

/** {@link PendingBytes} and {@link SlowReaderTimeout}. What is written and not flushed waits as bytes for a slow reader do. */
class SlowReadersTest {
    private static final byte[] QUARTER = new byte[(int) (PendingBytes.MAX_BYTES / 4)];

    @Test
    void a_write_beyond_the_limit_of_all_connections_closes_its_connection() {
        var slow = new EmbeddedChannel(new PendingBytes());
        var other = new EmbeddedChannel(new PendingBytes());
        for (int i = 0; i < 4; i++) {
            slow.write(Unpooled.wrappedBuffer(QUARTER));
        }
        assertThat(PendingBytes.hasRoom()).isFalse();
        ChannelFuture refused = other.write(Unpooled.wrappedBuffer(QUARTER));
        assertThat(refused.cause()).hasMessageContaining(Long.toString(PendingBytes.MAX_BYTES));
        assertThat(other.isOpen()).isFalse();
        assertThat(slow.isOpen()).isTrue();
        slow.close();
        assertThat(PendingBytes.hasRoom()).isTrue();
    }

    @Test
    void bytes_that_were_taken_do_not_count() {
        var quick = new EmbeddedChannel(new PendingBytes());
        for (int i = 0; i < 100; i++) {
            quick.writeOneOutbound(Unpooled.wrappedBuffer(QUARTER));
            quick.flushOutbound();
        }
        assertThat(quick.isOpen()).isTrue();
        assertThat(PendingBytes.hasRoom()).isTrue();
        quick.finishAndReleaseAll();
    }

    @Test
    void an_idle_connection_is_closed_where_bytes_wait_for_its_client() throws Exception {
        var reader = new SlowReaderTimeout();
        var connection = new EmbeddedChannel(reader);
        var context = connection.pipeline().context(reader);
        reader.channelIdle(context, IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        assertThat(connection.isOpen()).isTrue();
        connection.write(Unpooled.wrappedBuffer(new byte[1]));
        reader.channelIdle(context, IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        assertThat(connection.isOpen()).isFalse();
    }
}
