package dev.eader.console.live;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one page has seen of each camera, so that it is shown the newest frame whenever it is ready for one. It holds no frame:
 * all pages share those of the {@link FrameBroadcast}. Safe for use by several threads.
 */
public final class PageCursor {
    private final FrameBroadcast audience;
    private final BoundedMap<String, Seen> cameras = new BoundedMap<>(FrameBroadcast.MAX_CAMERAS, seen -> 1);
    private long turn;

    /**
     * @param number of the frame that was seen last
     * @param turn when the camera was shown last, counted in frames shown; 0 is never
     */
    private record Seen(long number, long turn) {}

    private static final Seen NOTHING = new Seen(0, 0);

    PageCursor(FrameBroadcast audience) {
        this.audience = audience;
    }

    /** Leaves out what came before the camera's last frame. */
    void startAt(String camera, long number) {
        cameras.put(camera, new Seen(number - 1, 0));
    }

    /**
     * The cameras that have something to show, the one shown longest ago first: where not all can be shown, each has its
     * turn.
     *
     * @param most how many at most
     */
    List<String> cameras(int most) {
        synchronized (audience) {
            return audience.frames().entrySet().stream()
                    .filter(each -> each.getValue().latest().number()
                            > seen(each.getKey()).number())
                    .map(Map.Entry::getKey)
                    .sorted(Comparator.comparing(camera -> seen(camera).turn()))
                    .limit(most)
                    .toList();
        }
    }

    /** What the camera has to show now, which is then seen; none when there is nothing new. */
    Optional<LiveFrame> take(String camera) {
        synchronized (audience) {
            CameraFrames frames = audience.frames().get(camera);
            long seen = seen(camera).number();
            if (frames == null || frames.latest().number() <= seen) {
                return Optional.empty();
            }
            cameras.put(camera, new Seen(frames.latest().number(), ++turn));
            return Optional.of(frames.after(seen));
        }
    }

    private Seen seen(String camera) {
        return cameras.get(camera).orElse(NOTHING);
    }
}
