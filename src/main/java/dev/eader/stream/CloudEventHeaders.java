package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What a record's headers tell of it as a CloudEvent (Kafka binding, binary mode): its attribute {@code id} stands in the
 * header {@code ce_id}, and so on. A record without {@code ce_specversion} is no CloudEvent, and has none of them.
 */
final class CloudEventHeaders {
    /** The type of outcomes. */
    static final String OUTCOME_TYPE = "dev.eader.segmentation.v1";

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

    Optional<String> id() {
        return attribute("id");
    }

    Optional<String> type() {
        return attribute("type");
    }

    /** @throws ParseException when it is not as RFC 3339 has it */
    Optional<Timestamp> time() throws ParseException {
        Optional<String> time = attribute("time");
        return time.isEmpty() ? Optional.empty() : Optional.of(Timestamps.parse(time.get()));
    }

    private Optional<String> attribute(String name) {
        return text("ce_specversion").flatMap(version -> text("ce_" + name));
    }

    private Optional<String> text(String header) {
        Header last = headers.lastHeader(header);
        return Optional.ofNullable(last == null ? null : last.value())
                .map(value -> new String(value, UTF_8))
                .filter(value -> !value.isEmpty());
    }
}
