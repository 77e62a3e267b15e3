package dev.eader.stream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads a record as a frame, and completes it by what the record says: its camera and its capture time. */
final class FrameParser {
    private FrameParser() {}

    /** @throws FrameFailure when the value is no frame, or it has no camera or no image */
    static Frame parse(FrameRecord record) throws FrameFailure {
        Frame frame = read(record);
        String camera = camera(record, frame);
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
        return complete(frame, key.isEmpty() ? frame.getCameraId() : key, record);
    }

    private static Frame complete(Frame frame, String camera, FrameRecord record) {
        Frame.Builder completed = frame.toBuilder().setCameraId(camera);
        if (!frame.hasCapturedAt()) {
            completed.setCapturedAt(Timestamps.fromMillis(Math.max(0, record.timestamp())));
        }
        return completed.build();
    }

    private static Frame read(FrameRecord record) throws FrameFailure {
        if (record.value() == null) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NOT_A_FRAME, "the record has no value; it must be an eader.v1.Frame");
        }
        try {
            // the picture stays where it was received, instead of being copied out of it
            CodedInputStream value =
                    UnsafeByteOperations.unsafeWrap(record.value()).newCodedInput();
            value.enableAliasing(true);
            Frame frame = Frame.parseFrom(value);
            value.checkLastTagWas(0);
            if (frame.hasCapturedAt() && !Timestamps.isValid(frame.getCapturedAt())) {
                throw new FrameFailure(
                        Stage.PARSE, Code.NOT_A_FRAME, "captured_at is no time: " + frame.getCapturedAt());
            }
            return frame;
        } catch (IOException e) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NOT_A_FRAME, "the value is not an eader.v1.Frame: " + e.getMessage());
        }
    }

    private static String camera(FrameRecord record, Frame frame) throws FrameFailure {
        if (record.key() == null || record.key().length == 0) {
            throw new FrameFailure(
                    Stage.PARSE, Code.NO_CAMERA, "the record has no key; it must be the camera id, in UTF-8");
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!frame.getCameraId().isEmpty() && !frame.getCameraId().equals(key)) {
            throw new FrameFailure(
                    Stage.PARSE,
                    Code.NO_CAMERA,
                    "the key names camera '" + key + "', the frame '" + frame.getCameraId() + "'");
        }
        return key;
    }
}
