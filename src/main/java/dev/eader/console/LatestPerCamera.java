package dev.eader.console;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one browser is to be shown next: one place per camera, and what is newer takes it. A browser that reads slowly
 * so sees fewer frames, and never an old one. Safe for use by several threads.
 */
final class LatestPerCamera {
    private static final int CAMERAS = 1024;

    private final Recent<String, LiveFrame> places;
    private final Recent<String, Long> shown = new Recent<>(CAMERAS, turn -> 1);
    private long turn;

    /** @param limit bytes held at most; beyond it, the camera that has waited longest loses its place */
    LatestPerCamera(long limit) {
        places = new Recent<>(limit, LiveFrame::weight);
    }

    /**
     * Puts the frame into its camera's place. A frame without a result does not drive out one that has one and was
     * not shown yet, or a camera of which every other frame is skipped might never be seen; only its counts go in.
     */
    synchronized void offer(LiveFrame frame) {
        Optional<LiveFrame> unseen = places.get(frame.camera());
        boolean keep = !frame.hasResult() && unseen.filter(LiveFrame::hasResult).isPresent();
        places.put(frame.camera(), keep ? unseen.get().with(frame.tally()) : frame);
    }

    /**
     * The cameras that have something to show, the one shown longest ago first: where not all can be shown, each has its
     * turn.
     *
     * @param most how many at most
     */
    synchronized List<String> cameras(int most) {
        return places.all().keySet().stream()
                .sorted(Comparator.comparing(camera -> shown.get(camera).orElse(0L)))
                .limit(most)
                .toList();
    }

    /** What the camera has to show now, which is then shown; none when that was taken before. */
    synchronized Optional<LiveFrame> take(String camera) {
        shown.put(camera, ++turn);
        return places.remove(camera);
    }
}
