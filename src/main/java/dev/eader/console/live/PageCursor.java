package dev.eader.console.live;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which frame of each camera one page received last, so that the page always receives the newest. It keeps no frames:
 * all pages share those of the {@link FrameBroadcast}. Thread-safe.
 */
public final class PageCursor {
    private final FrameBroadcast broadcast;
    private final BoundedMap<String, Position> positions = new BoundedMap<>(FrameBroadcast.MAX_CAMERAS, position -> 1);
    private long sentFrames;

    /**
     * @param number number of the frame that was sent last
     * @param sentAs how many frames of all cameras had been sent by then; 0 when none of this camera was sent
     */
    private record Position(long number, long sentAs) {}

    private static final Position START = new Position(0, 0);

    PageCursor(FrameBroadcast broadcast) {
        this.broadcast = broadcast;
    }

    /** Makes the frame of this number the first one of the camera to be sent. */
    void startAt(String camera, long number) {
        positions.put(camera, new Position(number - 1, 0));
    }

    /**
     * The cameras with a new frame, least recently sent first, so that every camera gets its turn.
     *
     * @param limit largest number of cameras
     */
    List<String> pendingCameras(int limit) {
        synchronized (broadcast) {
            return broadcast.frames().entrySet().stream()
                    .filter(each -> each.getValue().latest().number()
                            > position(each.getKey()).number())
                    .map(Map.Entry::getKey)
                    .sorted(Comparator.comparing(camera -> position(camera).sentAs()))
                    .limit(limit)
                    .toList();
        }
    }

    /** Returns the camera's new frame and marks it as sent; empty when there is none. */
    Optional<LiveFrame> take(String camera) {
        synchronized (broadcast) {
            CameraFrames frames = broadcast.frames().get(camera);
            long number = position(camera).number();
            if (frames == null || frames.latest().number() <= number) {
                return Optional.empty();
            }
            positions.put(camera, new Position(frames.latest().number(), ++sentFrames));
            return Optional.of(frames.nextAfter(number));
        }
    }

    private Position position(String camera) {
        return positions.get(camera).orElse(START);
    }
}
