package dev.eader.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What a record's headers tell of it as a CloudEvent (Kafka binding, binary mode): its attribute {@code id} stands in the
 * header {@code ce_id}, and so on. A record without {@code ce_specversion} is no CloudEvent, and has none of them.
 */
public final class CloudEventHeaders {
    /** The type of outcomes. */
    public static final String OUTCOME_TYPE = "dev.eader.segmentation.v1";

    private static final String STRUCTURED = "application/cloudevents";

    private final Headers headers;

    CloudEventHeaders(Headers headers) {
        this.headers = headers;
    }

    /** Whether the event is a document in the value, of which the headers tell nothing but this. */
    boolean structured() {
        return text("content-type")
                .filter(type -> type.regionMatches(true, 0, STRUCTURED, 0, STRUCTURED.length()))
                .isPresent();
    }

    /** Empty where it is not valid UTF-8: two different ids must not become one. */
    Optional<String> id() {
        return idBytes().flatMap(CameraKey::utf8).filter(id -> !id.isEmpty());
    }

    boolean hasInvalidId() {
        return idBytes().isPresent() && idBytes().flatMap(CameraKey::utf8).isEmpty();
    }

    private Optional<byte[]> idBytes() {
        return text("ce_specversion").flatMap(version -> bytes("ce_id"));
    }

    Optional<String> type() {
        return attribute("type");
    }

    /** @throws ParseException when it is not an RFC 3339 time of the years 1 to 9999; T and Z may be lower-case */
    Optional<Timestamp> time() throws ParseException {
        Optional<String> time = attribute("time");
        try {
            return time.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Timestamps.parse(time.get().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ParseException(e.getMessage(), 0);
        }
    }

    private Optional<String> attribute(String name) {
        return text("ce_specversion").flatMap(version -> text("ce_" + name));
    }

    private Optional<String> text(String header) {
        return bytes(header).map(value -> new String(value, UTF_8)).filter(value -> !value.isEmpty());
    }

    /** The value of the last header of this name; empty where there is none, or it is null. */
    private Optional<byte[]> bytes(String header) {
        Header last = headers.lastHeader(header);
        return Optional.ofNullable(last == null ? null : last.value());
    }
}
