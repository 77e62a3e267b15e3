package dev.eader.image.maps;

import dev.eader.image.Size;
import java.util.List;

/**
 * Computes which pixels polygons contain, by the rule of the client decoders: pixels whose centre lies inside or on the
 * exterior ring, but not inside a hole. OpenCV's {@code fillPoly} draws slanted edges wider; both agree at tolerance 0.
 */
public final class PolygonPixels {
    private PolygonPixels() {}

    /** Returns a label map with 1 inside and 0 outside. */
    public static PixelLabels of(Size size, List<ClassOutlines.Polygon> polygons) {
        return LabelMaps.filled(
                size.width(),
                size.height(),
                (x, y) -> polygons.stream().anyMatch(polygon -> contains(polygon, x, y)) ? 1 : 0);
    }

    private static boolean contains(ClassOutlines.Polygon polygon, int x, int y) {
        return locate(polygon.exterior(), x, y) != Location.OUTSIDE
                // The ring of a hole belongs to the class.
                && polygon.interiors().stream().noneMatch(hole -> locate(hole, x, y) == Location.INSIDE);
    }

    private enum Location {
        OUTSIDE,
        EDGE,
        INSIDE
    }

    /** Locates a point by the even-odd rule. */
    private static Location locate(float[] ring, int x, int y) {
        boolean inside = false;
        for (int i = 0; i < ring.length; i += 2) {
            double x0 = ring[i];
            double y0 = ring[i + 1];
            double x1 = ring[(i + 2) % ring.length];
            double y1 = ring[(i + 3) % ring.length];
            // Zero if the point is on the line; the sign gives the side.
            double side = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0);
            if (side == 0
                    && Math.min(x0, x1) <= x
                    && x <= Math.max(x0, x1)
                    && Math.min(y0, y1) <= y
                    && y <= Math.max(y0, y1)) {
                return Location.EDGE;
            }
            if (y0 <= y != y1 <= y && side > 0 == y1 > y0) {
                inside = !inside;
            }
        }
        return inside ? Location.INSIDE : Location.OUTSIDE;
    }
}
