package dev.eader.stream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/**
 * Reads a record as a frame, and completes it by what the record says: its camera by the key, and, where the record is a
 * CloudEvent, its id and capture time by the event's. The event's subject is not read: it need not tell frames apart.
 */
final class FrameParser {
    /** Longer ids would make an outcome, which repeats them in its headers, too large for its topic. */
    static final int MOST_ID = 4096;

    /** The last moment that a timestamp can tell, at the end of the year 9999. */
    private static final long LAST_MILLIS = 253_402_300_799_999L;

    private FrameParser() {}

    /** @throws FrameFailure when the value is no frame, or it has no camera or no image */
    static Frame parse(FrameRecord record) throws FrameFailure {
        Frame frame = named(read(record), record);
        String camera = camera(record, frame);
        if (frame.getFrameId().length() > MOST_ID) {
            throw new FrameFailure(Stage.PARSE, Code.NOT_A_FRAME, tooLong("frame", frame.getFrameId()));
        }
        if (frame.getImageCase() == Frame.ImageCase.IMAGE_NOT_SET
                || frame.hasEncoded() && frame.getEncoded().isEmpty()
                || frame.hasUri() && frame.getUri().isBlank()
                || frame.hasRaw() && frame.getRaw().getPixels().isEmpty()) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NO_IMAGE, "the frame has no picture; one of encoded, uri or raw must hold one");
        }
        return complete(frame, camera, record);
    }

    /** Who the frame is from, as far as can be told; for the outcome of a frame that failed. */
    static Frame identity(FrameRecord record) {
        Frame frame;
        try {
            frame = read(record);
        } catch (FrameFailure e) {
            frame = Frame.getDefaultInstance();
        }
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        frame = named(frame, record);
        Frame.Builder named = frame.toBuilder().setFrameId(head(frame.getFrameId(), MOST_ID));
        return complete(named.build(), head(key.isEmpty() ? frame.getCameraId() : key, MOST_ID), record);
    }

    private static Frame complete(Frame frame, String camera, FrameRecord record) {
        Frame.Builder completed = frame.toBuilder().setCameraId(camera);
        if (!frame.hasCapturedAt()) {
            completed.setCapturedAt(Timestamps.fromMillis(Math.min(LAST_MILLIS, Math.max(0, record.timestamp()))));
        }
        return completed.build();
    }

    private static Frame named(Frame frame, FrameRecord record) {
        return frame.getFrameId().isEmpty()
                ? frame.toBuilder()
                        .setFrameId(new CloudEventHeaders(record.headers()).id().orElse(""))
                        .build()
                : frame;
    }

    private static Frame read(FrameRecord record) throws FrameFailure {
        if (record.value() == null) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NOT_A_FRAME, "the record has no value; it must be an eader.v1.Frame");
        }
        CloudEventHeaders event = new CloudEventHeaders(record.headers());
        refuse(event);
        try {
            // the picture stays where it was received, instead of being copied out of it
            CodedInputStream value =
                    SchemaFraming.payload(record.value(), Frame.getDescriptor()).newCodedInput();
            value.enableAliasing(true);
            Frame frame = Frame.parseFrom(value);
            value.checkLastTagWas(0);
            if (frame.hasCapturedAt() && !Timestamps.isValid(frame.getCapturedAt())) {
                throw new FrameFailure(
                        Stage.PARSE, Code.NOT_A_FRAME, "captured_at is no time: " + frame.getCapturedAt());
            }
            if (frame.hasMaxAge() && !Durations.isValid(frame.getMaxAge())) {
                throw new FrameFailure(
                        Stage.PARSE, Code.NOT_A_FRAME, "max_age is no length of time: " + frame.getMaxAge());
            }
            return frame.hasCapturedAt() ? frame : taken(frame, event);
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

    private static Frame taken(Frame frame, CloudEventHeaders event) throws FrameFailure {
        try {
            return event.time()
                    .map(time -> frame.toBuilder().setCapturedAt(time).build())
                    .orElse(frame);
        } catch (ParseException e) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NOT_A_FRAME, "captured_at is not set, and ce_time is no time: " + e.getMessage());
        }
    }

    private static String camera(FrameRecord record, Frame frame) throws FrameFailure {
        if (record.key() == null || record.key().length == 0) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NO_CAMERA, "the record has no key; it must be the camera id, in UTF-8");
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (key.length() > MOST_ID) {
            throw new FrameFailure(Stage.PARSE, Code.NO_CAMERA, tooLong("camera", key));
        }
        if (!frame.getCameraId().isEmpty() && !frame.getCameraId().equals(key)) {
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.NO_CAMERA,
                    "the key names camera '" + key + "', the frame '" + frame.getCameraId() + "'");
        }
        return key;
    }

    private static String tooLong(String whose, String id) {
        return "the " + whose + "'s id has " + id.length() + " characters; up to " + MOST_ID + " are accepted";
    }

    /** The beginning of a text, without half a character at its end. */
    static String head(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
