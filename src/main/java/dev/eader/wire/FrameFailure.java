package dev.eader.wire;

import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;

/** A frame that cannot be processed: where it failed and why. It has no stack trace, since it is told to people. */
public final class FrameFailure extends Exception {
    private final Stage stage;
    private final Code code;

    public FrameFailure(Stage stage, Code code, String message) {
        super(message, null, false, false);
        this.stage = stage;
        this.code = code;
    }

    public Stage stage() {
        return stage;
    }

    public Code code() {
        return code;
    }
}
