package dev.eader.training.network;

/**
 * Size of a map of an image, and the positions of its cells in the image.
 *
 * @param rows number of rows
 * @param columns number of columns
 * @param vertical positions of the rows
 * @param horizontal positions of the columns
 */
public record SampleGrid(int rows, int columns, SampleAxis vertical, SampleAxis horizontal) {

    /** A grid with the same spacing vertically and horizontally, as feature maps have it. */
    public SampleGrid(long rows, long columns, SampleAxis axis) {
        this(Math.toIntExact(rows), Math.toIntExact(columns), axis, axis);
    }

    /** The grid of {@code columns} x {@code rows} equal cells that fill an image of {@code width} x {@code height} pixels. */
    public static SampleGrid covering(int columns, int rows, int width, int height) {
        return new SampleGrid(
                rows,
                columns,
                SampleAxis.halfPixel((double) height / rows),
                SampleAxis.halfPixel((double) width / columns));
    }

    /** The grid of a network's feature map of an image of {@code width} x {@code height} pixels. */
    public static SampleGrid ofFeatureMap(int width, int height, SampleAxis axis) {
        return new SampleGrid((long) Math.ceil(height / axis.stride()), (long) Math.ceil(width / axis.stride()), axis);
    }

    /** Number of cells. */
    public int size() {
        return rows * columns;
    }
}
