package dev.eader.scenes;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A moving scene: over a steady background, toys drift in on one side, turn a little, and leave on the other; three
 * lanes of them, so that there is always one to be seen. Toys, background and camera are those of {@link SceneGenerator}.
 *
 * <p>A picture depends on seed, size and time alone. Instances are immutable and thread-safe.
 */
public final class SceneVideo {

    private static final int LANES = 3;

    /** Seconds that a toy takes from one side to the other. */
    private static final double CROSSING = 14;

    private final long seed;
    private final Canvas background;
    private final CameraModel camera;

    /**
     * @param width of the pictures in pixels, 32 to 4096
     * @param height of the pictures in pixels, 32 to 4096
     * @throws IllegalArgumentException for another size
     */
    public SceneVideo(long seed, int width, int height) {
        SceneGenerator.checkSize(width, height);
        this.seed = seed;
        this.background = Background.paint(SceneGenerator.random(seed, 0, 0), width, height);
        this.camera = CameraModel.any(SceneGenerator.random(seed, 0, 2));
    }

    /**
     * The picture at a time.
     *
     * @param seconds since the film's beginning, at least 0
     * @throws IllegalArgumentException for a time before the beginning, or none
     */
    public Scene at(double seconds) {
        if (!(seconds >= 0 && seconds < 1e9)) {
            throw new IllegalArgumentException("a film at " + seconds + " s: the time must be 0 to 1e9 seconds");
        }
        Canvas canvas = background.copy();
        toys(seconds).forEach(canvas::add);
        return new Scene(camera(seconds).shoot(canvas), canvas.labels);
    }

    List<SceneObject> toys(double seconds) {
        return IntStream.range(0, LANES).mapToObj(lane -> toy(lane, seconds)).toList();
    }

    /** Each lane is crossed by one toy after another; the lanes take turns, so that they are never all between two toys. */
    private SceneObject toy(int lane, double seconds) {
        double turns = seconds / CROSSING + 0.2 + (double) lane / LANES;
        long crossing = (long) turns;
        SplittableRandom random = SceneGenerator.random(seed, crossing + 1, 10 + lane);
        // numbered as they come in, so that toys seen together are of different kinds
        long number = crossing * LANES + LANES - 1 - lane;
        int kinds = ToyKind.values().length;
        ToyKind kind = ToyKind.values()[(int) ((2 * number + Math.floorMod(seed, kinds)) % kinds)];
        double size = background.side() * SceneGenerator.size(random);
        double along = turns - crossing;
        boolean leftwards = random.nextBoolean();
        double fromEdge = along * (background.width + 2 * Canvas.REACH * size) - Canvas.REACH * size;
        double margin = 0.35 * Math.min(size, background.height);
        double y = margin + (background.height - 2 * margin) * (0.5 + lane) / LANES;
        double sway = background.height * random.nextDouble(0.03, 0.10);
        double phase = random.nextDouble(2 * Math.PI);
        double lean = random.nextDouble(-0.4, 0.4);
        SceneObject.Pose pose = new SceneObject.Pose(
                leftwards ? background.width - fromEdge : fromEdge,
                y + sway * Math.sin(2 * Math.PI * along * 1.5 + phase),
                size,
                lean + 0.35 * Math.sin(2 * Math.PI * along * 2 + phase),
                random.nextBoolean());
        return SceneObject.toy(kind, random, pose);
    }

    /** A slow cloud, and fresh grain for every millisecond. */
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
