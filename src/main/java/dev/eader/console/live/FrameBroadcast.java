package dev.eader.console.live;

import com.google.protobuf.ByteString;
import dev.eader.v1.Segmentation;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The pages that watch, and the last frame of every camera, which they share. A page that takes frames slowly sees fewer of
 * them; a new page sees the last frame of every camera at once. Safe for use by several threads.
 */
@Singleton
public final class FrameBroadcast {
    /** Cameras that counts are kept for. */
    static final int MAX_CAMERAS = 1024;

    /** Bytes of the frames that all pages together have to show; beyond it, the camera without news for longest is left out. */
    private static final long MAX_BYTES = 64L << 20;

    private final Set<PageCursor> pages = new HashSet<>();
    private final BoundedMap<String, CameraFrames> frames = new BoundedMap<>(MAX_BYTES, CameraFrames::weight);
    private final BoundedMap<String, OutcomeCounter> tallies = new BoundedMap<>(MAX_CAMERAS, tally -> 1);
    private final LongSupplier nanoTime;
    private long number;
    private long leftAt;

    /** An audience that tells time by the system's clock. */
    public FrameBroadcast() {
        this(System::nanoTime);
    }

    FrameBroadcast(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    public synchronized PageCursor enter() {
        PageCursor page = new PageCursor(this);
        frames.all()
                .forEach((camera, each) -> page.startAt(camera, each.latest().number()));
        pages.add(page);
        notifyAll();
        return page;
    }

    public synchronized void leave(PageCursor page) {
        pages.remove(page);
        leftAt = nanoTime.getAsLong();
    }

    /** Counts the outcome and shows it to every page. */
    synchronized void show(String camera, Segmentation segmentation, Optional<ByteString> picture) {
        OutcomeCounter tally = tallies.remove(camera).orElseGet(OutcomeCounter::new);
        LiveFrame frame =
                new LiveFrame(++number, camera, segmentation, picture, tally.count(segmentation, nanoTime.getAsLong()));
        tallies.put(camera, tally);
        frames.put(
                camera,
                frames.get(camera).orElseGet(() -> new CameraFrames(null, null)).with(frame));
    }

    /** The frames by camera, to be read in a block that is synchronized on this. */
    Map<String, CameraFrames> frames() {
        return frames.all();
    }

    /** The camera's last outcome that was shown. */
    public synchronized Optional<LiveFrame> last(String camera) {
        return frames.get(camera).map(CameraFrames::latest);
    }

    /** Whether anybody watches, or did a moment ago: a page that is loaded again finds its cameras. */
    synchronized boolean present(Duration grace) {
        return !pages.isEmpty() || leftAt != 0 && nanoTime.getAsLong() - leftAt < grace.toNanos();
    }

    /** Forgets cameras and counts, and waits for a page to come, for a time at most. */
    synchronized void await(Duration time) throws InterruptedException {
        if (pages.isEmpty()) {
            frames.clear();
            tallies.clear();
            leftAt = 0;
            wait(time.toMillis());
        }
    }
}
