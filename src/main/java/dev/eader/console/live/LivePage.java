package dev.eader.console.live;

import dev.eader.console.SendBufferLimit;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Sends the live stream to one page: one event at a time, and of it one slice at a time, so that a page that reads slowly
 * holds a slice of direct memory and one event that it shares with others.
 */
public final class LivePage {
    /** Below the socket's send buffer, see {@link SendBufferLimit}. */
    private static final int SLICE_BYTES = 64 << 10;

    private static final long BEAT_NANOS = 1_000_000_000L;

    private final HttpServerResponse response;
    private final PageCursor seen;
    private final SharedEvents events;
    private final Supplier<Buffer> beat;
    /** Encodes: a large picture would hold up the connections of an event loop. */
    private final Executor encoder;

    private final Deque<String> round = new ArrayDeque<>();
    private Optional<SharedEvents.Event> sent = Optional.empty();
    private boolean busy;
    private boolean closed;
    private long sentAt;
    private long beatAt = Long.MIN_VALUE;

    /** @param beat makes the event of name {@code feed} */
    public LivePage(
            HttpServerResponse response,
            PageCursor seen,
            SharedEvents events,
            Supplier<Buffer> beat,
            Executor encoder) {
        this.response = response;
        this.seen = seen;
        this.events = events;
        this.beat = beat;
        this.encoder = encoder;
    }

    public PageCursor seen() {
        return seen;
    }

    /**
     * Begins to send what is new, unless the page still takes what it was sent before.
     *
     * @param now on the clock of {@link System#nanoTime}
     * @param cameras how many frames at most
     */
    public synchronized void tick(long now, int cameras) {
        if (busy || closed) {
            return;
        }
        round.clear();
        round.addAll(seen.cameras(cameras));
        busy = true;
        sentAt = now;
        if (beatAt == Long.MIN_VALUE || now - beatAt >= BEAT_NANOS) {
            beatAt = now;
            write(beat.get(), this::next);
        } else {
            next();
        }
    }

    /** For how long the page has been taking what it was sent, in nanoseconds. */
    public synchronized long busyFor(long now) {
        return busy ? now - sentAt : 0;
    }

    /** Ends the stream: nothing is held for the page any more. */
    public synchronized void close() {
        closed = true;
        release();
    }

    private synchronized void next() {
        release();
        sent = Optional.empty();
        while (!closed && sent.isEmpty() && !round.isEmpty()) {
            sent = seen.take(round.poll()).flatMap(events::acquire);
        }
        busy = sent.isPresent();
        sent.ifPresent(event -> write(event.head(), () -> slice(event, 0)));
    }

    private synchronized void slice(SharedEvents.Event event, int from) {
        if (closed) {
            return;
        }
        int to = Math.min(event.body().length, from + SLICE_BYTES);
        // a copy, as the socket would make one: of this slice alone
        Buffer slice = Buffer.buffer(to - from).appendBytes(event.body(), from, to - from);
        write(slice, to == event.body().length ? () -> encoder.execute(this::next) : () -> slice(event, to));
    }

    private void write(Buffer bytes, Runnable then) {
        response.write(bytes).onSuccess(written -> then.run());
    }

    private void release() {
        sent.ifPresent(events::release);
        sent = Optional.empty();
    }
}
