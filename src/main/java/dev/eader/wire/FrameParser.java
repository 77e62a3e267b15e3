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
 * Reads a record as a frame, and completes it by what the record says: its camera by the key, and, where the record is a
 * CloudEvent, its id and capture time by the event's. The event's subject is not read: it need not tell frames apart.
 */
public final class FrameParser {
    /** Longer ids would make an outcome, which repeats them in its headers, too large for its topic. */
    public static final int MAX_ID_CHARS = 4096;

    /** The last moment that a timestamp can tell, at the end of the year 9999. */
    private static final long LAST_MILLIS = 253_402_300_799_999L;

    private FrameParser() {}

    /**
     * The frame of a record, with its camera id and capture time set.
     *
     * @throws FrameFailure when the value is no frame, or it has no camera or no image
     */
    public static Frame parse(FrameRecord record) throws FrameFailure {
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
                    Stage.PARSE, Code.NO_IMAGE, "the frame has no picture; one of encoded, uri or raw must hold one");
        }
        return complete(frame, record);
    }

    /**
     * The frame of a record that failed: every field that can be read is set, whatever is wrong with the others. The
     * camera id is empty where the record has a key that cannot be one: such a frame shares a camera with no other.
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

    private static Frame read(FrameRecord record) throws FrameFailure {
        if (record.value() == null) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NOT_A_FRAME, "the record has no value; it must be an eader.v1.Frame");
        }
        refuse(new CloudEventHeaders(record.headers()));
        try {
            return WireReader.frame(record.value());
        } catch (IOException e) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NOT_A_FRAME, "the value is not an eader.v1.Frame: " + e.getMessage());
        }
    }

    private static void refuse(CloudEventHeaders event) throws FrameFailure {
        if (event.structured()) {
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.NOT_A_FRAME,
                    "the record is a CloudEvent in structured mode; binary mode is accepted, with the frame as the value");
        }
        if (event.type().filter(CloudEventHeaders.OUTCOME_TYPE::equals).isPresent()) {
            // by its bytes alone it could pass: fields of the two have numbers and wire types in common
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.NOT_A_FRAME,
                    "the record is an outcome by its ce_type, " + CloudEventHeaders.OUTCOME_TYPE);
        }
    }

    private static void requireTimes(Frame frame, CloudEventHeaders event) throws FrameFailure {
        if (frame.hasCapturedAt() && !Timestamps.isValid(frame.getCapturedAt())) {
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.NOT_A_FRAME,
                    String.format(
                            Locale.ROOT,
                            "captured_at must be in the years 1 to 9999 with 0 to 999999999 nanos, but has %d seconds and %d nanos",
                            frame.getCapturedAt().getSeconds(),
                            frame.getCapturedAt().getNanos()));
        }
        if (frame.hasMaxAge() && !Durations.isValid(frame.getMaxAge())) {
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.NOT_A_FRAME,
                    String.format(
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
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.NOT_A_FRAME,
                    "captured_at is not set, and ce_time must be an RFC 3339 time: " + e.getMessage());
        }
    }

    private static void requireId(Frame frame, CloudEventHeaders event) throws FrameFailure {
        if (frame.getFrameId().isEmpty() && event.hasInvalidId()) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NOT_A_FRAME, "frame_id is not set, and ce_id must be UTF-8, but is not");
        }
        String id = frameId(frame, event);
        if (id.length() > MAX_ID_CHARS) {
            throw new FrameFailure(Stage.PARSE, Code.NOT_A_FRAME, tooLong("frame", id));
        }
    }

    private static void requireCamera(FrameRecord record, Frame frame) throws FrameFailure {
        if (!record.hasKey()) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NO_CAMERA, "the record has no key; it must be the camera id, in UTF-8");
        }
        String key = CameraKey.text(record.key())
                .orElseThrow(() -> new FrameFailure(
                        Stage.PARSE,
                        Code.NO_CAMERA,
                        "the record's key must be the camera id, in UTF-8, but is " + CameraKey.display(record.key())));
        if (key.length() > MAX_ID_CHARS) {
            throw new FrameFailure(Stage.PARSE, Code.NO_CAMERA, tooLong("camera", key));
        }
        if (!frame.getCameraId().isEmpty() && !frame.getCameraId().equals(key)) {
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.NO_CAMERA,
                    "the key names camera '" + key + "', the frame '" + frame.getCameraId() + "'");
        }
    }

    private static String tooLong(String whose, String id) {
        return "the " + whose + "'s id has " + id.length() + " characters; up to " + MAX_ID_CHARS + " are accepted";
    }

    /** The beginning of a text, without half a character at its end. */
    public static String truncate(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
