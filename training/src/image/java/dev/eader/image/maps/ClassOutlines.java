package dev.eader.image.maps;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.bitwise_and;
import static org.bytedeco.opencv.global.opencv_core.bitwise_or;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.CHAIN_APPROX_SIMPLE;
import static org.bytedeco.opencv.global.opencv_imgproc.RETR_CCOMP;
import static org.bytedeco.opencv.global.opencv_imgproc.approxPolyDP;
import static org.bytedeco.opencv.global.opencv_imgproc.fillPoly;
import static org.bytedeco.opencv.global.opencv_imgproc.findContours;

import dev.eader.image.OpenCv;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * The outlines of one class, simplified. Rings run through the centres of the outline's pixels, which belong to the
 * class, as OpenCV's {@code fillPoly} draws them; so a region one pixel wide has a ring of one or two points.
 *
 * @param polygons one for each connected region, none where the class has no pixel
 * @param tolerance how far a point of the true outline may lie from a ring, in pixels; 0 keeps every corner
 * @param iou intersection over union of these polygons, drawn again, with the mask that they came from, in [0,1]
 */
public record ClassOutlines(List<Polygon> polygons, double tolerance, double iou) {

    /**
     * A region with its holes. Rings are x0, y0, x1, y1, ... in pixels, (0,0) the centre of the upper left one; the last
     * point joins the first.
     */
    public record Polygon(float[] exterior, List<float[]> interiors) {}

    /**
     * Traces the pixels that have this label. Coordinates are the label map's own: give one in the picture's size for
     * outlines in image pixels.
     *
     * @param tolerance in pixels, at least 0
     */
    public static ClassOutlines trace(PixelLabels map, int label, double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("the tolerance must be at least 0 pixels, found " + tolerance);
        }
        OpenCv.load();
        try (PointerScope scope = new PointerScope()) {
            Mat labels = OpenCv.matrix(map.size(), 1, map.labels());
            Mat mask = opencv_core.equals(labels, label).asMat();

            Mat drawn = new Mat(map.height(), map.width(), CV_8UC1, new Scalar(0));
            List<Polygon> polygons = new ArrayList<>();
            for (MatVector rings : rings(mask, tolerance)) {
                polygons.add(polygon(rings));
                fillPoly(drawn, rings, new Scalar(255));
            }
            return new ClassOutlines(List.copyOf(polygons), tolerance, iou(mask, drawn));
        }
    }

    /** The rings of each region, its exterior first. */
    private static List<MatVector> rings(Mat mask, double tolerance) {
        MatVector contours = new MatVector();
        Mat hierarchy = new Mat();
        findContours(mask, contours, hierarchy, RETR_CCOMP, CHAIN_APPROX_SIMPLE);
        List<MatVector> regions = new ArrayList<>();
        IntBuffer links = contours.empty() ? null : hierarchy.createBuffer();
        for (int outer = contours.empty() ? -1 : 0; outer >= 0; outer = links.get(4 * outer)) {
            MatVector rings = new MatVector();
            Mat exterior = contours.get(outer);
            Mat simpler = simplified(exterior, tolerance);
            // A region too small for the tolerance keeps its outline: no island is lost.
            rings.push_back(simpler.rows() < 3 ? exterior : simpler);
            for (int hole = links.get(4 * outer + 2); hole >= 0; hole = links.get(4 * hole)) {
                Mat interior = simplified(contours.get(hole), tolerance);
                if (interior.rows() >= 3) {
                    rings.push_back(interior);
                }
            }
            regions.add(rings);
        }
        return regions;
    }

    private static Mat simplified(Mat contour, double tolerance) {
        Mat simpler = new Mat();
        approxPolyDP(contour, simpler, tolerance, true);
        return simpler;
    }

    private static Polygon polygon(MatVector rings) {
        List<float[]> interiors = new ArrayList<>();
        for (long i = 1; i < rings.size(); i++) {
            interiors.add(coordinates(rings.get(i)));
        }
        return new Polygon(coordinates(rings.get(0)), List.copyOf(interiors));
    }

    private static float[] coordinates(Mat ring) {
        IntPointer points = new IntPointer(ring.data());
        float[] coordinates = new float[2 * ring.rows()];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = points.get(i);
        }
        return coordinates;
    }

    private static double iou(Mat mask, Mat drawn) {
        Mat both = new Mat();
        Mat either = new Mat();
        bitwise_and(mask, drawn, both);
        bitwise_or(mask, drawn, either);
        int union = countNonZero(either);
        return union == 0 ? 1 : (double) countNonZero(both) / union;
    }
}
