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

public class LivePageTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PICTURE = 1 << 20;
    private static final int SLICE = 64 << 10;

    private final FrameBroadcast audience = new FrameBroadcast(() -> 1);
    private final SharedEvents events = new SharedEvents(new ObjectMapper(), 4 * PICTURE);
    private final Deque<Promise<Void>> pending = new ArrayDeque<>();
    private final StringBuilder sent = new StringBuilder();
    private int largest;

    private final LivePage page = new LivePage(
            (HttpServerResponse) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {HttpServerResponse.class},
                    (proxy, method, arguments) -> write((Buffer) arguments[0])),
            audience.enter(),
            events,
            () -> Buffer.buffer("beat\n\n"),
            Runnable::run);

    private Future<Void> write(Buffer bytes) {
        sent.append(bytes);
        largest = Math.max(largest, bytes.length());
        Promise<Void> written = Promise.promise();
        pending.add(written);
        return written.future();
    }

    private void show(long number) {
        audience.show(
                "front",
                TestSegmentations.result("front", number),
                Optional.of(ByteString.copyFrom(new byte[PICTURE])));
    }

    private void takeAll() {
        while (!pending.isEmpty()) {
            pending.poll().complete();
        }
    }

    private int count(String text) {
        return sent.toString().split(text, -1).length - 1;
    }

    @Test
    void a_page_that_takes_nothing_holds_one_slice_and_one_event() {
        show(1);
        page.tick(0, 3);
        pending.poll().complete();
        pending.poll().complete();
        for (long second = 1; second < 100; second++) {
            show(1 + second);
            page.tick(second * SECOND, 3);
        }
        assertThat(pending).hasSize(1);
        assertThat(largest).isLessThanOrEqualTo(SLICE);
        assertThat(page.busyFor(100 * SECOND)).isEqualTo(100 * SECOND);
        assertThat(events.held()).isLessThan(2 * PICTURE);
    }

    @Test
    void a_page_that_is_ready_again_gets_the_newest_frame() {
        show(1);
        page.tick(0, 3);
        for (long number = 2; number < 100; number++) {
            show(number);
        }
        takeAll();
        page.tick(2 * SECOND, 3);
        takeAll();
        assertThat(count("event:frame")).isEqualTo(1);
        assertThat(sent).contains("\"sequence\":99");
        assertThat(count("beat")).isEqualTo(2);
        assertThat(page.busyFor(3 * SECOND)).isZero();
    }

    @Test
    void a_closed_page_releases_its_event() {
        show(1);
        page.tick(0, 3);
        pending.poll().complete();
        page.close();
        takeAll();
        page.tick(SECOND, 3);
        assertThat(pending).isEmpty();
        // room for other events, since nobody holds the first
        for (long number = 10; number < 20; number++) {
            show(number);
            var event = events.acquire(audience.last("front").orElseThrow());
            assertThat(event).isPresent();
            events.release(event.orElseThrow());
        }
    }
}
