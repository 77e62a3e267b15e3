package dev.eader.camera;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A source played several times over. From the second time on, a frame's id ends in the number of the time, as in
 * {@code gate-2}, so that ids stay unique.
 */
public final class RepeatingSource implements FrameSource {

    private final Supplier<FrameSource> open;
    private final long times;
    private final Set<String> firstIds = new HashSet<>();
    private FrameSource source;
    private long time = 1;

    /**
     * @param open opens the source from its beginning; called at once, so what is wrong with the source shows here
     * @param times how often to play it; 0: for ever
     */
    public RepeatingSource(Supplier<FrameSource> open, long times) {
        this.open = open;
        this.times = times;
        this.source = open.get();
    }

    @Override
    public Optional<CameraFrame> next() {
        var frame = source.next();
        if (frame.isEmpty() && (times == 0 || time < times)) {
            source.close();
            source = open.get();
            time++;
            frame = source.next();
        }
        return frame.map(this::unique);
    }

    private CameraFrame unique(CameraFrame frame) {
        if (time == 1) {
            if (times != 1) {
                firstIds.add(frame.frameId());
            }
            return frame;
        }
        String id = frame.frameId() + "-" + time;
        if (firstIds.contains(id)) {
            throw new IllegalStateException("frame " + frame.frameId() + " cannot be sent a " + time
                    + ". time: its id would be " + id + ", and that is another frame's");
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
