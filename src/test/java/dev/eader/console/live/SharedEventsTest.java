package dev.eader.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedEventsTest {
    private static final int PICTURE = 10_000;
    private static final long LIMIT = 60_000;

    private final SharedEvents events = new SharedEvents(new ObjectMapper(), LIMIT);

    private static LiveFrame frame(long number) {
        return new LiveFrame(
                number,
                "front",
                TestSegmentations.result("front", number),
                Optional.of(ByteString.copyFrom(new byte[PICTURE])),
                new OutcomeCounts(number, 0, 0, 5));
    }

    @Test
    void pages_share_one_encoded_event() {
        var first = events.acquire(frame(1)).orElseThrow();
        var second = events.acquire(frame(1)).orElseThrow();
        assertThat(second.body()).isSameAs(first.body());
        assertThat(events.encodedBytes()).isEqualTo(first.body().length);
    }

    @Test
    void event_is_complete_json_of_its_frame() throws Exception {
        var event = events.acquire(frame(3)).orElseThrow();
        String text = event.head().toString() + new String(event.body());
        assertThat(text).startsWith("event:frame\ndata:{").endsWith("}\n\n");
        var mapper = new ObjectMapper();
        var json = mapper.readTree(text.substring("event:frame\ndata:".length()));
        var expected = mapper.readTree(mapper.writeValueAsString(LiveEvent.of(frame(3))));
        // the age depends on the time of writing
        assertThat(((ObjectNode) json).remove("age_ms").isNumber()).isTrue();
        ((ObjectNode) expected).remove("age_ms");
        assertThat(json).isEqualTo(expected);
    }

    @Test
    void events_of_stalled_pages_stay_within_limit() {
        int accepted = 0;
        for (long number = 1; number <= 100; number++) {
            accepted += events.acquire(frame(number)).isPresent() ? 1 : 0;
        }
        assertThat(accepted).isBetween(1, 5);
        assertThat(events.encodedBytes()).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void released_events_leave_room_for_others() {
        for (long number = 1; number <= 100; number++) {
            events.release(events.acquire(frame(number)).orElseThrow());
        }
        assertThat(events.encodedBytes()).isLessThanOrEqualTo(LIMIT);
    }
}
