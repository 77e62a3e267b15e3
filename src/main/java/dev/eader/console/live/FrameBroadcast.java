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
 * Keeps the latest frame of every camera and shares it with all open pages. A page that reads slowly receives fewer frames; a
 * new page receives the latest frame of every camera at once. Thread-safe.
 */
@Singleton
public final class FrameBroadcast {
    /** Cameras for which counts are kept; beyond it, the camera without a frame for longest is forgotten. */
    static final int MAX_CAMERAS = 1024;

    /** Size of the kept frames; beyond it, the camera without a frame for longest is removed. */
    private static final long MAX_BYTES = 64L << 20;

    private final Set<PageCursor> pages = new HashSet<>();
    private final BoundedMap<String, CameraFrames> frames = new BoundedMap<>(MAX_BYTES, CameraFrames::sizeBytes);
    private final BoundedMap<String, OutcomeCounter> counters = new BoundedMap<>(MAX_CAMERAS, counter -> 1);
    private final LongSupplier nanoTime;
    private long lastNumber;
    /** {@link System#nanoTime} when the last page closed; 0 when no page was open since the frames were cleared. */
    private long lastClosedAt;

    /** Creates a broadcast that uses {@link System#nanoTime}. */
    public FrameBroadcast() {
        this(System::nanoTime);
    }

    FrameBroadcast(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Registers an open page, which receives the latest frame of every camera first. */
    public synchronized PageCursor subscribe() {
        PageCursor page = new PageCursor(this);
        frames.asMap()
                .forEach((camera, each) -> page.startAt(camera, each.latest().number()));
        pages.add(page);
        notifyAll();
        return page;
    }

    /** Removes a closed page. */
    public synchronized void unsubscribe(PageCursor page) {
        pages.remove(page);
        lastClosedAt = nanoTime.getAsLong();
    }

    /** Counts the outcome and makes it the camera's latest frame. */
    synchronized void publish(String camera, Segmentation segmentation, Optional<ByteString> picture) {
        OutcomeCounter counter = counters.remove(camera).orElseGet(OutcomeCounter::new);
        OutcomeCounts counts = counter.add(segmentation, nanoTime.getAsLong());
        LiveFrame frame = new LiveFrame(++lastNumber, camera, segmentation, picture, counts);
        counters.put(camera, counter);
        frames.put(
                camera,
                frames.get(camera).orElseGet(() -> new CameraFrames(null, null)).with(frame));
    }

    /** A view of the frames by camera. The caller must hold this object's lock while it reads. */
    Map<String, CameraFrames> frames() {
        return frames.asMap();
    }

    /** The camera's latest frame; empty when the camera is unknown. */
    public synchronized Optional<LiveFrame> latest(String camera) {
        return frames.get(camera).map(CameraFrames::latest);
    }

    /** Whether a page is open, or was open less than {@code grace} ago, so that a reloaded page finds its cameras. */
    synchronized boolean hasViewers(Duration grace) {
        return !pages.isEmpty() || lastClosedAt != 0 && nanoTime.getAsLong() - lastClosedAt < grace.toNanos();
    }

    /** If no page is open, clears frames and counts and waits until a page opens or the timeout has passed. */
    synchronized void clearAndAwaitViewer(Duration timeout) throws InterruptedException {
        if (pages.isEmpty()) {
            frames.clear();
            counters.clear();
            lastClosedAt = 0;
            wait(timeout.toMillis());
        }
    }
}
