package dev.eader.camera;

import java.util.Optional;

/** Yields the frames of a camera, one after the other. For one thread at a time. */
public interface FrameSource extends AutoCloseable {

    /**
     * The next frame, or nothing at the end. Waits for it where the source is live.
     *
     * @throws java.io.UncheckedIOException when the source can no longer be read; the message names it and says why
     */
    Optional<CameraFrame> next();

    /** The source's own frames a second; 0 where it sets the pace itself, as a live stream does. */
    default double rate() {
        return 10;
    }

    @Override
    default void close() {}
}
