package dev.eader.training.attention;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.data.AtomicFile;
import dev.eader.training.data.DatasetException;
import dev.eader.training.network.Resampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The attention maps of one picture as {@code ID.npz}, which {@code numpy.load} reads: {@code classes} int64 [k], {@code
 * attention} float32 [k, rows, columns], {@code size} int64 [2] (height, width).
 *
 * <p>Maps have a quarter of the picture's resolution: the centre of row r lies at {@code (r + .5) height / rows}, and
 * columns alike, so that any half-pixel resize takes them to the picture's size and back.
 *
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 * @param classes that are in the picture, in the dataset's order from 0, ascending
 * @param attention of each of these, row-major at {@link #columns} x {@link #rows}, in [0,1]
 */
public record AttentionFile(int width, int height, int[] classes, float[][] attention) {
    private static final String CLASSES = "classes";
    private static final String ATTENTION = "attention";
    private static final String SIZE = "size";
    private static final int FRACTION = 4;

    /** @throws IllegalArgumentException when there is not one map of the right size for each class */
    public AttentionFile {
        if (attention.length != classes.length) {
            throw new IllegalArgumentException(classes.length + " classes, but " + attention.length + " maps");
        }
        for (float[] map : attention) {
            if (map.length != quarter(width) * quarter(height)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "a map of %d values for a picture of %dx%d; it takes %dx%d",
                        map.length,
                        width,
                        height,
                        quarter(width),
                        quarter(height)));
            }
        }
    }

    /** A quarter of a side, rounded up. */
    public static int quarter(int side) {
        return (side + FRACTION - 1) / FRACTION;
    }

    public int rows() {
        return quarter(height);
    }

    public int columns() {
        return quarter(width);
    }

    /**
     * The maps at the picture's size, enlarged bilinearly; those of absent classes are 0, and so are their scores.
     *
     * @param of how many classes the dataset has
     */
    public AttentionMaps maps(int of) {
        float[][] maps = new float[of][];
        Arrays.fill(maps, new float[width * height]);
        float[] scores = new float[of];
        Resampling enlarge = Resampling.between(columns(), rows(), width, height);
        for (int k = 0; k < classes.length; k++) {
            maps[classes[k]] = enlarge.apply(attention[k]);
            scores[classes[k]] = 1;
        }
        return new AttentionMaps(width, height, scores, maps, new float[0]);
    }

    /** @throws DatasetException when the file cannot be read or does not hold what it should, with its name */
    public static AttentionFile read(Path file) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Map<String, NDArray> arrays = new HashMap<>();
            NDList.decode(manager, Files.readAllBytes(file)).forEach(array -> arrays.put(array.getName(), array));
            if (!arrays.keySet().containsAll(List.of(CLASSES, ATTENTION, SIZE))) {
                throw new IllegalArgumentException(
                        "it holds " + arrays.keySet() + ", and not classes, attention and size");
            }
            long[] size = arrays.get(SIZE).toLongArray();
            int height = Math.toIntExact(size[0]);
            int width = Math.toIntExact(size[1]);
            int[] classes = LongStream.of(arrays.get(CLASSES).toLongArray())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            Shape expected = new Shape(classes.length, quarter(height), quarter(width));
            if (!arrays.get(ATTENTION).getShape().equals(expected)) {
                throw new IllegalArgumentException(
                        "attention is " + arrays.get(ATTENTION).getShape() + ", and not " + expected);
            }
            float[] flat = arrays.get(ATTENTION).toFloatArray();
            int area = quarter(height) * quarter(width);
            float[][] attention = new float[classes.length][];
            for (int k = 0; k < classes.length; k++) {
                attention[k] = Arrays.copyOfRange(flat, k * area, (k + 1) * area);
            }
            return new AttentionFile(width, height, classes, attention);
        } catch (IOException | RuntimeException e) {
            throw new DatasetException(file + " is no attention file: " + e.getMessage(), e);
        }
    }

    /** Writes the file in one move: it is there as a whole or not at all. */
    public void write(Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            float[] flat = new float[classes.length * rows() * columns()];
            for (int k = 0; k < classes.length; k++) {
                System.arraycopy(attention[k], 0, flat, k * attention[k].length, attention[k].length);
            }
            NDArray present =
                    manager.create(IntStream.of(classes).asLongStream().toArray());
            NDArray maps = manager.create(flat, new Shape(classes.length, rows(), columns()));
            NDArray size = manager.create(new long[] {height, width});
            present.setName(CLASSES);
            maps.setName(ATTENTION);
            size.setName(SIZE);
            AtomicFile.write(file, new NDList(present, maps, size).encode(NDList.Encoding.NPZ));
        }
    }
}
