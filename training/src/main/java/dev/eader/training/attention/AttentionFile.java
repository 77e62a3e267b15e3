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
 * The file {@code ID.npz} with the attention maps of one image. {@code numpy.load} reads it: {@code classes} int64 [k], {@code
 * attention} float32 [k, rows, columns], {@code size} int64 [2] (height, width).
 *
 * <p>Maps have a quarter of the image's resolution. The centre of row r lies at {@code (r + .5) height / rows}, and columns
 * correspondingly, so that scaling with half-pixel centres converts between the maps' size and the image's.
 *
 * @param width of the image, in pixels
 * @param height of the image, in pixels
 * @param classes indices of the present classes in the dataset's order, from 0, ascending
 * @param attention [k][rows * columns], row-major, in [0,1]
 */
public record AttentionFile(int width, int height, int[] classes, float[][] attention) {
    private static final String CLASSES = "classes";
    private static final String ATTENTION = "attention";
    private static final String SIZE = "size";
    private static final int FRACTION = 4;

    /** @throws IllegalArgumentException if there is not one map of the right size for each class */
    public AttentionFile {
        if (attention.length != classes.length) {
            throw new IllegalArgumentException("each class must have one map, but there are " + classes.length
                    + " classes and " + attention.length + " maps");
        }
        for (float[] map : attention) {
            if (map.length != quarter(width) * quarter(height)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "an attention map of an image of %2$dx%3$d pixels must have %4$dx%5$d values, but has %1$d",
                        map.length,
                        width,
                        height,
                        quarter(width),
                        quarter(height)));
            }
        }
    }

    /** A quarter of a length, rounded up. */
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
     * Enlarges the maps to the image's size bilinearly. Maps and scores of absent classes are 0, scores of present classes 1.
     *
     * @param classCount number of classes of the dataset
     */
    public AttentionMaps maps(int classCount) {
        float[][] maps = new float[classCount][];
        Arrays.fill(maps, new float[width * height]);
        float[] scores = new float[classCount];
        Resampling enlarge = Resampling.between(columns(), rows(), width, height);
        for (int k = 0; k < classes.length; k++) {
            maps[classes[k]] = enlarge.apply(attention[k]);
            scores[classes[k]] = 1;
        }
        return new AttentionMaps(width, height, scores, maps, new float[0]);
    }

    /** @throws DatasetException if the file cannot be read or is invalid; the message names it */
    public static AttentionFile read(Path file) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Map<String, NDArray> arrays = new HashMap<>();
            NDList.decode(manager, Files.readAllBytes(file)).forEach(array -> arrays.put(array.getName(), array));
            if (!arrays.keySet().containsAll(List.of(CLASSES, ATTENTION, SIZE))) {
                throw new IllegalArgumentException(
                        "it must have the arrays classes, attention and size, but has " + arrays.keySet());
            }
            long[] size = arrays.get(SIZE).toLongArray();
            int height = Math.toIntExact(size[0]);
            int width = Math.toIntExact(size[1]);
            int[] classes = LongStream.of(arrays.get(CLASSES).toLongArray())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            Shape expected = new Shape(classes.length, quarter(height), quarter(width));
            if (!arrays.get(ATTENTION).getShape().equals(expected)) {
                throw new IllegalArgumentException("attention must have the shape " + expected + ", but has "
                        + arrays.get(ATTENTION).getShape());
            }
            float[] flat = arrays.get(ATTENTION).toFloatArray();
            float[][] attention = classes.length == 0 ? new float[0][] : AttentionMaps.rows(flat, classes.length);
            return new AttentionFile(width, height, classes, attention);
        } catch (IOException | RuntimeException e) {
            throw new DatasetException(file + " is not a valid attention file: " + e.getMessage(), e);
        }
    }

    /** Writes the file atomically. */
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
