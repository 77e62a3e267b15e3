package dev.eader.wire;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import java.io.IOException;
import java.text.ParseException;
import java.util.Locale;

/**
 * Parses a record as a frame. Sets the camera id from the record's key and, if the frame does not have them and the record
 * is a CloudEvent, frame id and capture time from the event. The event's subject is ignored, because it need not be unique.
 */
public final class FrameParser {
    /** Maximum length of ids. Outcomes repeat ids in their headers, so longer ones could exceed the size of a record. */
    public static final int MAX_ID_CHARS = 4096;

    /** The maximum of a protobuf timestamp, the end of year 9999. */
    private static final long LAST_MILLIS = 253_402_300_799_999L;

    private FrameParser() {}

    /**
     * Returns the frame of a record, with its camera id and capture time set.
     *
     * @throws FrameFailure when the value is not a valid frame, or has no camera or no image
     */
    public static Frame parse(FrameRecord record) {
        Frame frame = read(record);
        CloudEventHeaders event = new CloudEventHeaders(record.headers());
        requireTimes(frame, event);
        requireId(frame, event);
        requireCamera(record, frame);
        if (frame.getImageCase() == Frame.ImageCase.IMAGE_NOT_SET
                || frame.hasEncoded() && frame.getEncoded().isEmpty()
                || frame.hasUri() && frame.getUri().isBlank()
                || frame.hasRaw() && frame.getRaw().getPixels().isEmpty()) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NO_IMAGE, "the frame has no image; set one of encoded, uri and raw");
        }
        return complete(frame, record);
    }

    /**
     * Returns the fields of an invalid frame that can be read. The camera id is empty when the record's key is not a valid
     * camera id, so that the outcome is not taken for another camera's.
     */
    public static Frame identity(FrameRecord record) {
        try {
            return complete(read(record), record);
        } catch (FrameFailure e) {
            return complete(Frame.getDefaultInstance(), record);
        }
    }

    private static Frame complete(Frame frame, FrameRecord record) {
        CloudEventHeaders event = new CloudEventHeaders(record.headers());
        return frame.toBuilder()
                .setCameraId(camera(record, frame))
                .setFrameId(truncate(frameId(frame, event), MAX_ID_CHARS))
                .setCapturedAt(capturedAt(frame, event, record))
                .build();
    }

    private static String camera(FrameRecord record, Frame frame) {
        return record.hasKey()
                ? CameraKey.text(record.key())
                        .filter(key -> key.length() <= MAX_ID_CHARS)
                        .orElse("")
                : truncate(frame.getCameraId(), MAX_ID_CHARS);
    }

    private static String frameId(Frame frame, CloudEventHeaders event) {
        return frame.getFrameId().isEmpty() ? event.id().orElse("") : frame.getFrameId();
    }

    private static Timestamp capturedAt(Frame frame, CloudEventHeaders event, FrameRecord record) {
        if (frame.hasCapturedAt() && Timestamps.isValid(frame.getCapturedAt())) {
            return frame.getCapturedAt();
        }
        Timestamp written = Timestamps.fromMillis(Math.min(LAST_MILLIS, record.timestamp()));
        try {
            return event.time().orElse(written);
        } catch (ParseException e) {
            return written;
        }
    }

    private static Frame read(FrameRecord record) {
        if (record.value() == null) {
            throw notAFrame("the record has no value; the value must be an eader.v1.Frame");
        }
        requireFrameEvent(new CloudEventHeaders(record.headers()));
        try {
            return WireReader.frame(record.value());
        } catch (IOException e) {
            throw notAFrame("the value is not an eader.v1.Frame: " + e.getMessage());
        }
    }

    private static void requireFrameEvent(CloudEventHeaders event) {
        if (event.isStructured()) {
            throw notAFrame(
                    "the record is a CloudEvent in structured mode; send it in binary mode, with the frame as the value");
        }
        if (event.type().filter(CloudEventHeaders.OUTCOME_TYPE::equals).isPresent()) {
            // its bytes may parse as a frame: some fields of both messages have the same number and type
            throw notAFrame("the record must be a frame, but its ce_type is that of an outcome, "
                    + CloudEventHeaders.OUTCOME_TYPE);
        }
    }

    private static void requireTimes(Frame frame, CloudEventHeaders event) {
        if (frame.hasCapturedAt() && !Timestamps.isValid(frame.getCapturedAt())) {
            throw notAFrame(String.format(
                    Locale.ROOT,
                    "captured_at must be in the years 1 to 9999 with 0 to 999999999 nanos, but has %d seconds and %d nanos",
                    frame.getCapturedAt().getSeconds(),
                    frame.getCapturedAt().getNanos()));
        }
        if (frame.hasMaxAge() && !Durations.isValid(frame.getMaxAge())) {
            throw notAFrame(String.format(
                    Locale.ROOT,
                    "max_age must be within 315576000000 seconds, with nanos of the same sign, but has %d seconds and %d nanos",
                    frame.getMaxAge().getSeconds(),
                    frame.getMaxAge().getNanos()));
        }
        try {
            if (!frame.hasCapturedAt()) {
                event.time();
            }
        } catch (ParseException e) {
            throw notAFrame("captured_at is not set, and ce_time must be a time in RFC 3339: " + e.getMessage());
        }
    }

    private static void requireId(Frame frame, CloudEventHeaders event) {
        if (frame.getFrameId().isEmpty() && event.hasInvalidId()) {
            throw notAFrame("frame_id is not set, and ce_id is not valid UTF-8; set one of them");
        }
        String id = frameId(frame, event);
        if (id.length() > MAX_ID_CHARS) {
            throw notAFrame(tooLong("frame", id));
        }
    }

    private static void requireCamera(FrameRecord record, Frame frame) {
        if (!record.hasKey()) {
            throw noCamera("the record has no key; the key must be the camera id in UTF-8");
        }
        String key = CameraKey.text(record.key())
                .orElseThrow(() -> noCamera(
                        "the record's key must be the camera id in UTF-8, but is " + CameraKey.display(record.key())));
        if (key.length() > MAX_ID_CHARS) {
            throw noCamera(tooLong("camera", key));
        }
        if (!frame.getCameraId().isEmpty() && !frame.getCameraId().equals(key)) {
            throw noCamera(
                    "camera_id must be the record's key '" + key + "' or empty, but is '" + frame.getCameraId() + "'");
        }
    }

    private static FrameFailure notAFrame(String message) {
        return new FrameFailure(Stage.PARSE, Code.NOT_A_FRAME, message);
    }

    private static FrameFailure noCamera(String message) {
        return new FrameFailure(Stage.PARSE, Code.NO_CAMERA, message);
    }

    private static String tooLong(String owner, String id) {
        return "the " + owner + "'s id must have at most " + MAX_ID_CHARS + " characters, but has " + id.length();
    }

    /** Returns at most the first {@code maxChars} characters of a text, without splitting a surrogate pair. */
    public static String truncate(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars);
    }
}
