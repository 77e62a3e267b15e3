package dev.eader.training.network;

/**
 * Where the cells of one map of one picture lie.
 *
 * @param rows how many, and
 * @param columns beside each other
 * @param down where rows lie, and
 * @param across columns
 */
public record Plane(int rows, int columns, Grid down, Grid across) {

    /** With one grid for rows and columns, as feature maps have. */
    public Plane(long rows, long columns, Grid grid) {
        this(Math.toIntExact(rows), Math.toIntExact(columns), grid, grid);
    }

    /** {@code columns} x {@code rows} cells that fill a picture of {@code width} x {@code height} input pixels. */
    public static Plane over(int columns, int rows, int width, int height) {
        return new Plane(rows, columns, Grid.shrunk((double) height / rows), Grid.shrunk((double) width / columns));
    }

    /** The feature map of a picture of {@code width} x {@code height} input pixels. */
    public static Plane of(int width, int height, Grid grid) {
        return new Plane((long) Math.ceil(height / grid.stride()), (long) Math.ceil(width / grid.stride()), grid);
    }

    public int size() {
        return rows * columns;
    }
}
