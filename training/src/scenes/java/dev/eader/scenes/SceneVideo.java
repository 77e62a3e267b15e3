package dev.eader.scenes;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Generates a video: toys move across a fixed background in three lanes, at least one of them always visible. Toys,
 * background and camera are those of {@link SceneGenerator}.
 *
 * <p>An image depends only on seed, size and time. Immutable and thread-safe.
 */
public final class SceneVideo {

    private static final int LANES = 3;

    /** Time that a toy needs to cross the image. */
    private static final double CROSSING_SECONDS = 14;

    private final long seed;
    private final Canvas background;
    private final CameraModel camera;

    /**
     * @param width in pixels, 32 to 4096
     * @param height in pixels, 32 to 4096
     * @throws IllegalArgumentException if a side is out of its range
     */
    public SceneVideo(long seed, int width, int height) {
        SceneGenerator.checkSize(width, height);
        this.seed = seed;
        this.background = Background.paint(SceneGenerator.random(seed, 0, 0), width, height);
        this.camera = CameraModel.random(SceneGenerator.random(seed, 0, 2));
    }

    /**
     * Generates the image at a time.
     *
     * @param seconds time since the start of the video, 0 to 1e9
     * @throws IllegalArgumentException if the time is out of its range or NaN
     */
    public Scene at(double seconds) {
        if (!(seconds >= 0 && seconds < 1e9)) {
            throw new IllegalArgumentException("the time in a scene video must be 0 to 1e9 seconds, but is " + seconds);
        }
        Canvas canvas = background.copy();
        toys(seconds).forEach(canvas::add);
        return new Scene(camera(seconds).capture(canvas), canvas.labels);
    }

    List<SceneObject> toys(double seconds) {
        return IntStream.range(0, LANES).mapToObj(lane -> toy(lane, seconds)).toList();
    }

    /** Returns the toy in a lane. The lanes are offset in time, so that at least one always shows a toy. */
    private SceneObject toy(int lane, double seconds) {
        double crossings = seconds / CROSSING_SECONDS + 0.2 + (double) lane / LANES;
        long crossing = (long) crossings;
        SplittableRandom random = SceneGenerator.random(seed, crossing + 1, 10 + lane);
        // Toys are numbered in the order of appearance, so that simultaneous toys are of different kinds.
        long number = crossing * LANES + LANES - 1 - lane;
        int kinds = ToyKind.values().length;
        ToyKind kind = ToyKind.values()[(int) ((2 * number + Math.floorMod(seed, kinds)) % kinds)];
        double size = background.side() * SceneGenerator.size(random);
        double progress = crossings - crossing;
        boolean leftwards = random.nextBoolean();
        double fromEdge = progress * (background.width + 2 * Canvas.REACH * size) - Canvas.REACH * size;
        double margin = 0.35 * Math.min(size, background.height);
        double y = margin + (background.height - 2 * margin) * (0.5 + lane) / LANES;
        double sway = background.height * random.nextDouble(0.03, 0.10);
        double phase = random.nextDouble(2 * Math.PI);
        double lean = random.nextDouble(-0.4, 0.4);
        SceneObject.Pose pose = new SceneObject.Pose(
                leftwards ? background.width - fromEdge : fromEdge,
                y + sway * Math.sin(2 * Math.PI * progress * 1.5 + phase),
                size,
                lean + 0.35 * Math.sin(2 * Math.PI * progress * 2 + phase),
                random.nextBoolean());
        return SceneObject.toy(kind, random, pose);
    }

    /** Returns the camera at a time: brightness varies slowly, and each millisecond has different noise. */
    private CameraModel camera(double seconds) {
        double cloud = 0.06 * Math.sin(seconds / 5);
        long grain = SceneGenerator.random(seed, Math.round(seconds * 1000), 3).nextLong();
        return new CameraModel(
                Math.max(0.92, Math.min(1.05, camera.gain())) * (1 + cloud),
                camera.tiltX(),
                camera.tiltY(),
                camera.warmth(),
                Math.min(10, camera.blur()),
                Math.min(6, camera.grain()),
                grain);
    }
}
