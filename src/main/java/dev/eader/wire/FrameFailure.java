package dev.eader.wire;

import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;

/**
 * The reason why a frame cannot be processed. It becomes the frame's {@code failed} outcome, with the message as it is, and
 * has no stack trace.
 */
public final class FrameFailure extends RuntimeException {
    private final Stage stage;
    private final Code code;

    public FrameFailure(Stage stage, Code code, String message) {
        super(message, null, false, false);
        this.stage = stage;
        this.code = code;
    }

    /** Returns the stage in which the frame failed. */
    public Stage stage() {
        return stage;
    }

    public Code code() {
        return code;
    }
}
