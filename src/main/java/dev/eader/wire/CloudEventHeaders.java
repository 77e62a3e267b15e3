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
 * Reads the CloudEvents attributes in a record's headers (Kafka binding, binary mode): attribute {@code id} is in header
 * {@code ce_id}, and so on. A record without {@code ce_specversion} is not a CloudEvent and has no attributes.
 */
public final class CloudEventHeaders {
    /** The {@code ce_type} of outcomes. */
    public static final String OUTCOME_TYPE = "dev.eader.segmentation.v1";

    private static final String STRUCTURED = "application/cloudevents";

    private final Headers headers;

    CloudEventHeaders(Headers headers) {
        this.headers = headers;
    }

    /** Returns whether the record is in structured mode: attributes and data are in the value. */
    boolean isStructured() {
        return text("content-type")
                .filter(type -> type.regionMatches(true, 0, STRUCTURED, 0, STRUCTURED.length()))
                .isPresent();
    }

    /** Returns the event's id; empty when it is not valid UTF-8, so that two different ids do not become equal. */
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

    /** @throws ParseException when the time is not in RFC 3339 or not in the years 1 to 9999; T and Z may be lower-case */
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

    /** Returns the value of the last header of this name; empty when there is none or it is null. */
    private Optional<byte[]> bytes(String header) {
        Header last = headers.lastHeader(header);
        return Optional.ofNullable(last == null ? null : last.value());
    }
}
