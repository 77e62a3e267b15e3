package dev.eader.scenes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Endless camera-like pictures of felt toys with exact masks. Every toy has a small telling mark and a larger body,
 * stitched in a pattern of its kind but of a cloth that all kinds share, and that offcuts belonging to no class share
 * too: a classifier finds the mark, and who wants the body must look harder.
 *
 * <p>Pictures depend on seed, size and index alone. Instances are immutable and thread-safe.
 */
public final class SceneGenerator {

    /** The classes in alphabetical order; class {@code c} has the label {@code c + 1}. */
    public static final List<String> CLASSES = Arrays.stream(ToyKind.values())
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .toList();

    /** Smallest and largest size of a toy, against the side of a square as large as the picture. */
    static final double SMALLEST = 0.32;

    static final double LARGEST = 0.60;

    private final long seed;
    private final int width;
    private final int height;

    /**
     * @param width of the pictures in pixels, 32 to 4096
     * @param height of the pictures in pixels, 32 to 4096
     * @throws IllegalArgumentException for another size
     */
    public SceneGenerator(long seed, int width, int height) {
        checkSize(width, height);
        this.seed = seed;
        this.width = width;
        this.height = height;
    }

    /** The picture with this index: the same one every time, in whatever order they are asked for. */
    public Scene frame(long index) {
        Canvas canvas = paint(index, true);
        return new Scene(camera(index).shoot(canvas), canvas.labels);
    }

    /** The picture before the camera, with its toys or without them. */
    Canvas paint(long index, boolean toys) {
        Canvas canvas = Background.paint(random(seed, index, 0), width, height);
        if (toys) {
            toys(random(seed, index, 1), canvas.side()).forEach(canvas::add);
        }
        return canvas;
    }

    CameraModel camera(long index) {
        return CameraModel.any(random(seed, index, 2));
    }

    private List<SceneObject> toys(SplittableRandom random, double side) {
        List<SceneObject> toys = new ArrayList<>();
        int wanted = random.nextInt(1, 4);
        for (int tries = 0; toys.size() < wanted && tries < 40; tries++) {
            ToyKind kind = ToyKind.values()[random.nextInt(CLASSES.size())];
            SceneObject.Pose pose = pose(random, side);
            if (toys.stream().allMatch(other -> apart(pose, other.pose()))) {
                toys.add(SceneObject.toy(kind, random, pose));
            }
        }
        return toys;
    }

    /** A toy may leave the picture by a quarter of its size and is turned by up to half a right angle either way. */
    private SceneObject.Pose pose(SplittableRandom random, double side) {
        double size = side * size(random);
        double margin = 0.25 * Math.min(size, Math.min(width, height));
        return new SceneObject.Pose(
                random.nextDouble(margin, width - margin),
                random.nextDouble(margin, height - margin),
                size,
                random.nextDouble(-Math.PI / 4, Math.PI / 4),
                random.nextBoolean());
    }

    /** Sizes are spread evenly over ratios. */
    static double size(SplittableRandom random) {
        return SMALLEST * Math.pow(LARGEST / SMALLEST, random.nextDouble());
    }

    /** They may overlap, but neither hides most of the other. */
    private static boolean apart(SceneObject.Pose a, SceneObject.Pose b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y()) > 0.4 * (a.size() + b.size());
    }

    /** A stream of its own for each part of each picture. */
    static SplittableRandom random(long seed, long index, int part) {
        long state = new SplittableRandom(seed).nextLong() + index;
        return new SplittableRandom(new SplittableRandom(state).nextLong() + part);
    }

    static void checkSize(int width, int height) {
        if (width < 32 || height < 32 || width > 4096 || height > 4096) {
            throw new IllegalArgumentException(
                    "a scene of " + width + "x" + height + " pixels: both sides must be 32 to 4096");
        }
    }
}
