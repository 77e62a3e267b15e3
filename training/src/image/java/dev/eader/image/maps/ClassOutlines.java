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
 * The simplified outlines of one class in a label map. A ring connects the centres of border pixels that belong to the
 * class, as OpenCV's {@code fillPoly} expects, so a region one pixel wide has a ring of one or two points.
 *
 * @param polygons one per 8-connected region; empty if the class has no pixel
 * @param tolerance largest distance of the original outline from the simplified ring, in pixels of the label map; 0 keeps
 *     every corner
 * @param iou intersection over union of the mask and the filled polygons, in [0,1]
 */
public record ClassOutlines(List<Polygon> polygons, double tolerance, double iou) {

    /**
     * A region with its holes. A ring is x0, y0, x1, y1, ... in pixels; (0,0) is the centre of the upper left pixel, and the
     * last point connects to the first. The rings of holes, too, consist of pixels that belong to the class.
     */
    public record Polygon(float[] exterior, List<float[]> interiors) {}

    /**
     * Traces the outlines of a label with OpenCV's {@code findContours} and simplifies them with the Douglas-Peucker
     * algorithm ({@code approxPolyDP}). Coordinates are in pixels of the label map.
     *
     * @param label 0 to 255
     * @param tolerance in pixels, at least 0; a region that it would reduce to fewer than 3 points keeps its exact outline,
     *     a hole is dropped
     * @throws IllegalArgumentException if the tolerance is negative or NaN
     */
    public static ClassOutlines trace(PixelLabels map, int label, double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance must be at least 0 pixels, but is " + tolerance);
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

    /** Returns the rings of each region, exterior first. */
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
            // Keeps small regions, which would otherwise disappear.
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
