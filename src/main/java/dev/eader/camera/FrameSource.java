package dev.eader.camera;

import java.io.UncheckedIOException;
import java.util.Optional;

/** Yields the frames of one camera in order. Implementations are not thread-safe. */
public interface FrameSource extends AutoCloseable {

    /**
     * Returns the next frame, or empty at the end. Blocks until a live source delivers a frame.
     *
     * @throws UncheckedIOException if the source cannot be read further; the message names the source and the reason
     */
    Optional<CameraFrame> next();

    /** Returns the frame rate of the source in frames per second; 0 for a live source, which sets the pace itself. */
    default double rate() {
        return 10;
    }

    @Override
    default void close() {}
}
