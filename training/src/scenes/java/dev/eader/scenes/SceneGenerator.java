package dev.eader.scenes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Generates camera-like images of felt toys with exact masks. Each toy has a small mark that identifies its kind and a
 * larger body whose felt is shared by all kinds and by distractors of no class. A classifier therefore attends to the mark
 * first, and finding the whole body is the harder task.
 *
 * <p>An image depends only on seed, size and index. Immutable and thread-safe.
 */
public final class SceneGenerator {

    /** Class names in alphabetical order; class {@code c} has the label {@code c + 1}. */
    public static final List<String> CLASSES = Arrays.stream(ToyKind.values())
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .toList();

    /** Smallest and largest size of a toy, relative to {@link Canvas#side}. */
    static final double MIN_SIZE = 0.32;

    static final double MAX_SIZE = 0.60;

    private final long seed;
    private final int width;
    private final int height;

    /**
     * @param width in pixels, 32 to 4096
     * @param height in pixels, 32 to 4096
     * @throws IllegalArgumentException if a side is out of its range
     */
    public SceneGenerator(long seed, int width, int height) {
        checkSize(width, height);
        this.seed = seed;
        this.width = width;
        this.height = height;
    }

    /** Generates the image with this index (any long value). */
    public Scene frame(long index) {
        Canvas canvas = paint(index, true);
        return new Scene(camera(index).capture(canvas), canvas.labels);
    }

    /** Paints the image before the camera, with or without its toys. */
    Canvas paint(long index, boolean toys) {
        Canvas canvas = Background.paint(random(seed, index, 0), width, height);
        if (toys) {
            toys(random(seed, index, 1), canvas.side()).forEach(canvas::add);
        }
        return canvas;
    }

    CameraModel camera(long index) {
        return CameraModel.random(random(seed, index, 2));
    }

    private List<SceneObject> toys(SplittableRandom random, double side) {
        List<SceneObject> toys = new ArrayList<>();
        int wanted = random.nextInt(1, 4);
        for (int tries = 0; toys.size() < wanted && tries < 40; tries++) {
            ToyKind kind = ToyKind.values()[random.nextInt(CLASSES.size())];
            SceneObject.Pose pose = pose(random, side);
            if (toys.stream().allMatch(other -> areApart(pose, other.pose()))) {
                toys.add(SceneObject.toy(kind, random, pose));
            }
        }
        return toys;
    }

    /** Returns a random pose: partly outside the image by at most a quarter of its size, rotated by at most 45 degrees. */
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

    /** Returns a random size with a uniformly distributed logarithm. */
    static double size(SplittableRandom random) {
        return MIN_SIZE * Math.pow(MAX_SIZE / MIN_SIZE, random.nextDouble());
    }

    /** Returns whether neither toy hides most of the other. */
    private static boolean areApart(SceneObject.Pose a, SceneObject.Pose b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y()) > 0.4 * (a.size() + b.size());
    }

    /** Returns an independent random stream for each part (background, toys, camera, lanes) of each image. */
    static SplittableRandom random(long seed, long index, int part) {
        long state = new SplittableRandom(seed).nextLong() + index;
        return new SplittableRandom(new SplittableRandom(state).nextLong() + part);
    }

    static void checkSize(int width, int height) {
        if (width < 32 || height < 32 || width > 4096 || height > 4096) {
            throw new IllegalArgumentException(
                    "width and height of a scene must be 32 to 4096 pixels, but are " + width + "x" + height);
        }
    }
}
