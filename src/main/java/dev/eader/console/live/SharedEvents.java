package dev.eader.console.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes each frame once as a server-sent event for all pages. While events of slow pages fill {@link #MAX_BYTES}, no other frame
 * is encoded. Thread-safe.
 */
@Singleton
public final class SharedEvents {
    static final long MAX_BYTES = 64L << 20;

    /** Size of base64 relative to its bytes. */
    private static final double BASE64_GROWTH = 4 / 3.0;

    private static final byte[] EVENT_END = "\n\n".getBytes(StandardCharsets.UTF_8);

    private final ObjectMapper mapper;
    private final long maxBytes;
    /** Event bodies by frame number, oldest first. */
    private final Map<Long, Body> bodies = new LinkedHashMap<>();

    private long encodedBytes;

    private static final class Body {
        final byte[] bytes;
        int users;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * An event for one page.
     *
     * @param head the first part, for this page only
     * @param body the rest, shared by all pages; must not be modified
     */
    record Event(long number, Buffer head, byte[] body) {}

    @Inject
    SharedEvents(ObjectMapper mapper) {
        this(mapper, MAX_BYTES);
    }

    SharedEvents(ObjectMapper mapper, long maxBytes) {
        this.mapper = mapper;
        this.maxBytes = maxBytes;
    }

    /**
     * Returns the frame as an event, which the caller must {@link #release}.
     *
     * @return empty when there is no room for it
     */
    synchronized Optional<Event> acquire(LiveFrame frame) {
        try {
            Body body = bodies.get(frame.number());
            if (body == null) {
                if (!makeRoom((long) (BASE64_GROWTH * frame.sizeBytes()))) {
                    return Optional.empty();
                }
                body = new Body(bodyOf(mapper.writeValueAsBytes(LiveEvent.shared(frame))));
                bodies.put(frame.number(), body);
                encodedBytes += body.bytes.length;
            }
            Event event = new Event(frame.number(), headOf(frame), body.bytes);
            body.users++;
            return Optional.of(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write a frame of camera '" + frame.camera() + "' as JSON", e);
        }
    }

    synchronized void release(Event event) {
        bodies.get(event.number()).users--;
        // keeps the newest half, which other pages are likely to acquire next
        makeRoom(maxBytes / 2);
    }

    /** Total size of the encoded events. */
    synchronized long encodedBytes() {
        return encodedBytes;
    }

    /** Removes events that no page is sending, oldest first. Returns false when the remaining ones leave no room. */
    private boolean makeRoom(long bytes) {
        Iterator<Body> oldest = bodies.values().iterator();
        while (encodedBytes + bytes > maxBytes && oldest.hasNext()) {
            Body body = oldest.next();
            if (body.users == 0) {
                encodedBytes -= body.bytes.length;
                oldest.remove();
            }
        }
        return encodedBytes + bytes <= maxBytes;
    }

    /** The beginning of the JSON object, <code>{"age_ms":...,"tally":{...},</code>; the body continues it. */
    private Buffer headOf(LiveFrame frame) throws JsonProcessingException {
        String perPage = mapper.writeValueAsString(LiveEvent.perPage(frame));
        return Buffer.buffer("event:frame\ndata:" + perPage.substring(0, perPage.length() - 1) + ",");
    }

    /** The JSON object without its opening brace, and the end of the event. */
    private static byte[] bodyOf(byte[] json) {
        byte[] body = new byte[json.length - 1 + EVENT_END.length];
        System.arraycopy(json, 1, body, 0, json.length - 1);
        System.arraycopy(EVENT_END, 0, body, json.length - 1, EVENT_END.length);
        return body;
    }
}
