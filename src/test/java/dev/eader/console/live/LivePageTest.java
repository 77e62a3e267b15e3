package dev.eader.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LivePageTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PICTURE = 1 << 20;
    private static final int SLICE = 64 << 10;

    private final FrameBroadcast broadcast = new FrameBroadcast(() -> 1);
    private final SharedEvents events = new SharedEvents(new ObjectMapper(), 4 * PICTURE);
    private final Deque<Promise<Void>> pending = new ArrayDeque<>();
    private final StringBuilder sent = new StringBuilder();
    private int largestWrite;

    private final LivePage page = new LivePage(
            (HttpServerResponse) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {HttpServerResponse.class},
                    (proxy, method, arguments) -> write((Buffer) arguments[0])),
            broadcast.subscribe(),
            events,
            () -> Buffer.buffer("heartbeat\n\n"),
            Runnable::run);

    private Future<Void> write(Buffer bytes) {
        sent.append(bytes);
        largestWrite = Math.max(largestWrite, bytes.length());
        Promise<Void> written = Promise.promise();
        pending.add(written);
        return written.future();
    }

    private void publish(long number) {
        broadcast.publish(
                "front",
                TestSegmentations.result("front", number),
                Optional.of(ByteString.copyFrom(new byte[PICTURE])));
    }

    private void completeAllWrites() {
        while (!pending.isEmpty()) {
            pending.poll().complete();
        }
    }

    private int count(String text) {
        return sent.toString().split(text, -1).length - 1;
    }

    @Test
    void stalled_page_holds_one_slice_and_one_event() {
        publish(1);
        page.sendNewFrames(0, 3);
        pending.poll().complete();
        pending.poll().complete();
        for (long second = 1; second < 100; second++) {
            publish(1 + second);
            page.sendNewFrames(second * SECOND, 3);
        }
        assertThat(pending).hasSize(1);
        assertThat(largestWrite).isLessThanOrEqualTo(SLICE);
        assertThat(page.busyNanos(100 * SECOND)).isEqualTo(100 * SECOND);
        assertThat(events.encodedBytes()).isLessThan(2 * PICTURE);
    }

    @Test
    void recovered_page_receives_newest_frame() {
        publish(1);
        page.sendNewFrames(0, 3);
        for (long number = 2; number < 100; number++) {
            publish(number);
        }
        completeAllWrites();
        page.sendNewFrames(2 * SECOND, 3);
        completeAllWrites();
        assertThat(count("event:frame")).isEqualTo(1);
        assertThat(sent).contains("\"sequence\":99");
        assertThat(count("heartbeat")).isEqualTo(2);
        assertThat(page.busyNanos(3 * SECOND)).isZero();
    }

    @Test
    void closed_page_releases_its_event() {
        publish(1);
        page.sendNewFrames(0, 3);
        pending.poll().complete();
        page.close();
        completeAllWrites();
        page.sendNewFrames(SECOND, 3);
        assertThat(pending).isEmpty();
        // fails if the closed page still used its event
        for (long number = 10; number < 20; number++) {
            publish(number);
            var event = events.acquire(broadcast.latest("front").orElseThrow());
            assertThat(event).isPresent();
            events.release(event.orElseThrow());
        }
    }
}
