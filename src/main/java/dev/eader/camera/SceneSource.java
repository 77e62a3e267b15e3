package dev.eader.camera;

import dev.eader.scenes.SceneVideo;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** An endless film of generated scenes. The same seed, size and rate make the same film. */
public final class SceneSource implements FrameSource {

    private final SceneVideo film;
    private final double rate;
    private long index;

    /**
     * @param width of the pictures in pixels, 32 to 4096
     * @param height of the pictures in pixels, 32 to 4096
     * @param rate frames to a second of the film, above 0
     * @throws IllegalArgumentException for another size or rate
     */
    public SceneSource(long seed, int width, int height, double rate) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("a film of " + rate + " frames a second: it must be above 0");
        }
        this.film = new SceneVideo(seed, width, height);
        this.rate = rate;
    }

    @Override
    public Optional<CameraFrame> next() {
        var scene = film.at(index / rate);
        var id = String.format(Locale.ROOT, "scene-%06d", index++);
        return Optional.of(new CameraFrame(id, JpegEncoder.encode(scene.image()), Instant.now()));
    }

    @Override
    public double rate() {
        return rate;
    }
}
