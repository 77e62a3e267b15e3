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
 * Frames encoded for the live stream, each once for all pages. Bounded: while slow pages hold {@link #MAX_BYTES}, no other
 * frame is encoded. Safe for use by several threads.
 */
@Singleton
public final class SharedEvents {
    static final long MAX_BYTES = 64L << 20;

    /** Base64 makes four bytes of three; the rest is text. */
    private static final double GROWTH = 4 / 3.0;

    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);

    private final ObjectMapper mapper;
    private final long maxBytes;
    /** By number of the frame, the oldest first. */
    private final Map<Long, Shared> encoded = new LinkedHashMap<>();

    private long held;

    private static final class Shared {
        final byte[] bytes;
        int users;

        Shared(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * An event that one page sends.
     *
     * @param head the part of this page alone
     * @param body the part that all pages share; not to be changed
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
     * The frame as a server-sent event, to be released by {@link #release}.
     *
     * @return none while there is no room for it
     */
    synchronized Optional<Event> acquire(LiveFrame frame) {
        try {
            Shared shared = encoded.get(frame.number());
            if (shared == null) {
                if (!makeRoom((long) (GROWTH * frame.weight()))) {
                    return Optional.empty();
                }
                shared = new Shared(body(mapper.writeValueAsBytes(LiveEvent.shared(frame))));
                encoded.put(frame.number(), shared);
                held += shared.bytes.length;
            }
            Event event = new Event(frame.number(), head(frame), shared.bytes);
            shared.users++;
            return Optional.of(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A frame of camera " + frame.camera() + " cannot be written as JSON", e);
        }
    }

    synchronized void release(Event event) {
        encoded.get(event.number()).users--;
        // the newest are kept for pages that ask for them a moment later
        makeRoom(maxBytes / 2);
    }

    /** Bytes of all events that are kept. */
    synchronized long held() {
        return held;
    }

    /** Removes events that no page sends, the oldest first; false where those that are sent leave no room. */
    private boolean makeRoom(long bytes) {
        Iterator<Shared> oldest = encoded.values().iterator();
        while (held + bytes > maxBytes && oldest.hasNext()) {
            Shared shared = oldest.next();
            if (shared.users == 0) {
                held -= shared.bytes.length;
                oldest.remove();
            }
        }
        return held + bytes <= maxBytes;
    }

    /** {@code {"age_ms":...,"tally":{...},}, to which the body is the rest of the object. */
    private Buffer head(LiveFrame frame) throws JsonProcessingException {
        String fresh = mapper.writeValueAsString(LiveEvent.fresh(frame));
        return Buffer.buffer("event:frame\ndata:" + fresh.substring(0, fresh.length() - 1) + ",");
    }

    /** The object without its opening brace, and the end of the event. */
    private static byte[] body(byte[] json) {
        byte[] body = new byte[json.length - 1 + END.length];
        System.arraycopy(json, 1, body, 0, json.length - 1);
        System.arraycopy(END, 0, body, json.length - 1, END.length);
        return body;
    }
}
