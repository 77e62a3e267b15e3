package dev.eader.camera;

import dev.eader.scenes.Scene;
import dev.eader.scenes.SceneVideo;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Yields an endless video of generated scenes. Seed, size and rate determine all images. Not thread-safe. */
public final class SceneSource implements FrameSource {

    private final SceneVideo video;
    private final double rate;
    private long index;

    /**
     * @param width in pixels, 32 to 4096
     * @param height in pixels, 32 to 4096
     * @param rate frames per second of video time, above 0
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public SceneSource(long seed, int width, int height, double rate) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("the frame rate of a scene video must be above 0, but is " + rate);
        }
        this.video = new SceneVideo(seed, width, height);
        this.rate = rate;
    }

    @Override
    public Optional<CameraFrame> next() {
        Scene scene = video.at(index / rate);
        String id = String.format(Locale.ROOT, "scene-%06d", index++);
        return Optional.of(new CameraFrame(id, JpegEncoder.encode(scene.image()), Instant.now()));
    }

    @Override
    public double rate() {
        return rate;
    }
}
