package dev.eader.console.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Sends the live stream to one page: one event at a time, in slices. A page that reads slowly holds one slice of direct memory
 * and one event, which it shares with other pages. Thread-safe.
 */
public final class LivePage {
    /** Smaller than the socket's send buffer, which the server limits to 128 KiB. */
    private static final int SLICE_BYTES = 64 << 10;

    private static final long HEARTBEAT_NANOS = 1_000_000_000L;

    private final HttpServerResponse response;
    private final PageCursor cursor;
    private final SharedEvents events;
    private final Supplier<Buffer> heartbeat;
    private final Executor encoder;

    private final Deque<String> cameras = new ArrayDeque<>();
    private Optional<SharedEvents.Event> sending = Optional.empty();
    private boolean busy;
    private boolean closed;
    private long startedAt;
    private long heartbeatAt = Long.MIN_VALUE;

    /**
     * @param heartbeat creates the {@code feed} event that is sent every second
     * @param encoder encodes frames, since a large picture would block the connections of an event loop
     */
    public LivePage(
            HttpServerResponse response,
            PageCursor cursor,
            SharedEvents events,
            Supplier<Buffer> heartbeat,
            Executor encoder) {
        this.response = response;
        this.cursor = cursor;
        this.events = events;
        this.heartbeat = heartbeat;
        this.encoder = encoder;
    }

    public PageCursor cursor() {
        return cursor;
    }

    /**
     * Starts to send new frames, unless earlier ones are still being sent.
     *
     * @param now {@link System#nanoTime}
     * @param maxFrames largest number of frames, each of another camera
     */
    public synchronized void sendNewFrames(long now, int maxFrames) {
        if (busy || closed) {
            return;
        }
        cameras.clear();
        cameras.addAll(cursor.pendingCameras(maxFrames));
        busy = true;
        startedAt = now;
        if (heartbeatAt == Long.MIN_VALUE || now - heartbeatAt >= HEARTBEAT_NANOS) {
            heartbeatAt = now;
            write(heartbeat.get(), this::sendNext);
        } else {
            sendNext();
        }
    }

    /** Nanoseconds since the frames that are being sent were started; 0 when nothing is being sent. */
    public synchronized long busyNanos(long now) {
        return busy ? now - startedAt : 0;
    }

    /** Stops sending and releases the event. */
    public synchronized void close() {
        closed = true;
        release();
    }

    private synchronized void sendNext() {
        release();
        while (!closed && sending.isEmpty() && !cameras.isEmpty()) {
            sending = cursor.take(cameras.poll()).flatMap(events::acquire);
        }
        busy = sending.isPresent();
        sending.ifPresent(event -> write(event.head(), () -> sendSlice(event, 0)));
    }

    private synchronized void sendSlice(SharedEvents.Event event, int from) {
        if (closed) {
            return;
        }
        int to = Math.min(event.body().length, from + SLICE_BYTES);
        // appendBytes copies the slice; passing the whole array would make the socket copy all of it
        Buffer slice = Buffer.buffer(to - from).appendBytes(event.body(), from, to - from);
        write(slice, to == event.body().length ? () -> encoder.execute(this::sendNext) : () -> sendSlice(event, to));
    }

    private void write(Buffer bytes, Runnable then) {
        response.write(bytes).onSuccess(written -> then.run());
    }

    private void release() {
        sending.ifPresent(events::release);
        sending = Optional.empty();
    }
}
