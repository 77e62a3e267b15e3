package dev.eader.image.maps;

import dev.eader.image.Size;
import java.util.List;

/**
 * The pixels that polygons hold, as the clients' decoders have it: those whose centres lie in an exterior or on it, but
 * not within its holes. OpenCV's {@code fillPoly} draws slanted edges more broadly; without tolerance there are none
 * that differ.
 */
public final class PolygonPixels {
    private PolygonPixels() {}

    /** A label map of 1 inside and 0 outside. */
    public static PixelLabels of(Size size, List<ClassOutlines.Polygon> polygons) {
        return LabelMaps.filled(
                size.width(),
                size.height(),
                (x, y) -> polygons.stream().anyMatch(polygon -> holds(polygon, x, y)) ? 1 : 0);
    }

    private static boolean holds(ClassOutlines.Polygon polygon, int x, int y) {
        return place(polygon.exterior(), x, y) != Place.OUTSIDE
                // the ring round a hole belongs to the class
                && polygon.interiors().stream().noneMatch(hole -> place(hole, x, y) == Place.WITHIN);
    }

    private enum Place {
        OUTSIDE,
        EDGE,
        WITHIN
    }

    /** By the even-odd rule. */
    private static Place place(float[] ring, int x, int y) {
        boolean within = false;
        for (int i = 0; i < ring.length; i += 2) {
            double x0 = ring[i];
            double y0 = ring[i + 1];
            double x1 = ring[(i + 2) % ring.length];
            double y1 = ring[(i + 3) % ring.length];
            // 0 on the line, its sign tells the side
            double side = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0);
            if (side == 0
                    && Math.min(x0, x1) <= x
                    && x <= Math.max(x0, x1)
                    && Math.min(y0, y1) <= y
                    && y <= Math.max(y0, y1)) {
                return Place.EDGE;
            }
            if (y0 <= y != y1 <= y && side > 0 == y1 > y0) {
                within = !within;
            }
        }
        return within ? Place.WITHIN : Place.OUTSIDE;
    }
}
