package dev.eader.camera;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Plays a source several times. From the second repetition on, the repetition number is appended to the frame id, as in
 * {@code gate-2}, so that ids stay unique. Not thread-safe.
 */
public final class RepeatingSource implements FrameSource {

    private final Supplier<FrameSource> open;
    private final long repetitions;
    private final Set<String> firstIds = new HashSet<>();
    private FrameSource source;
    private long repetition = 1;

    /**
     * @param open opens the source at its beginning; called immediately, so its errors are thrown by this constructor
     * @param repetitions how often to play the source; 0 for no end
     */
    public RepeatingSource(Supplier<FrameSource> open, long repetitions) {
        this.open = open;
        this.repetitions = repetitions;
        this.source = open.get();
    }

    /** @throws IllegalStateException if an id with the repetition number appended is the id of another frame */
    @Override
    public Optional<CameraFrame> next() {
        Optional<CameraFrame> frame = source.next();
        if (frame.isEmpty() && (repetitions == 0 || repetition < repetitions)) {
            source.close();
            source = open.get();
            repetition++;
            frame = source.next();
        }
        return frame.map(this::withUniqueId);
    }

    private CameraFrame withUniqueId(CameraFrame frame) {
        if (repetition == 1) {
            if (repetitions != 1) {
                firstIds.add(frame.frameId());
            }
            return frame;
        }
        String id = frame.frameId() + "-" + repetition;
        if (firstIds.contains(id)) {
            throw new IllegalStateException("frame " + frame.frameId() + " cannot be sent in repetition " + repetition
                    + ": its id would be " + id + ", which is the id of another frame; rename one of them");
        }
        return new CameraFrame(id, frame.encoded(), frame.capturedAt());
    }

    @Override
    public double rate() {
        return source.rate();
    }

    @Override
    public void close() {
        source.close();
    }
}
