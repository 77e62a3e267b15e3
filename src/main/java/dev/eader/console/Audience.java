package dev.eader.console;

import com.google.protobuf.ByteString;
import dev.eader.v1.Segmentation;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * The browsers that watch. Each has places of its own, so that a slow one holds up neither the feed nor the others; one
 * that has just come is shown the last frame of every camera at once. Safe for use by several threads.
 */
@Singleton
public final class Audience {
    /** Cameras that counts are kept for. */
    private static final int CAMERAS = 1024;

    private static final long BYTES_EACH = 32L << 20;

    private final List<LatestPerCamera> browsers = new CopyOnWriteArrayList<>();
    private final Recent<String, LiveFrame> last = new Recent<>(BYTES_EACH, LiveFrame::weight);
    private final Recent<String, CameraTally> tallies = new Recent<>(CAMERAS, tally -> 1);
    private final LongSupplier nanoTime;
    private long leftAt;

    /** An audience that tells time by the system's clock. */
    public Audience() {
        this(System::nanoTime);
    }

    Audience(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized LatestPerCamera enter() {
        LatestPerCamera browser = new LatestPerCamera(BYTES_EACH);
        last.all().values().forEach(browser::offer);
        browsers.add(browser);
        notifyAll();
        return browser;
    }

    synchronized void leave(LatestPerCamera browser) {
        browsers.remove(browser);
        leftAt = nanoTime.getAsLong();
    }

    /** Counts the outcome and offers it to every browser. */
    synchronized void show(String camera, Segmentation segmentation, Optional<ByteString> picture) {
        CameraTally tally = tallies.remove(camera).orElseGet(CameraTally::new);
        LiveFrame frame = new LiveFrame(camera, segmentation, picture, tally.count(segmentation, nanoTime.getAsLong()));
        tallies.put(camera, tally);
        last.put(camera, frame);
        browsers.forEach(browser -> browser.offer(frame));
    }

    /** The camera's last outcome that was shown. */
    synchronized Optional<LiveFrame> last(String camera) {
        return last.get(camera);
    }

    /** Whether anybody watches, or did a moment ago: a page that is loaded again finds its cameras. */
    synchronized boolean present(Duration grace) {
        return !browsers.isEmpty() || leftAt != 0 && nanoTime.getAsLong() - leftAt < grace.toNanos();
    }

    /** Forgets cameras and counts, and waits for a browser to come, for a time at most. */
    synchronized void await(Duration time) throws InterruptedException {
        if (browsers.isEmpty()) {
            last.clear();
            tallies.clear();
            leftAt = 0;
            wait(time.toMillis());
        }
    }
}
