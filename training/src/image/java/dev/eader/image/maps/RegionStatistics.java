package dev.eader.image.maps;

import dev.eader.image.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Computes area, bounding box and centroid of every class in a label map, in one pass. */
public final class RegionStatistics {
    private final long[] pixels = new long[256];
    private final int[] left = new int[256];
    private final int[] top = new int[256];
    private final int[] right = new int[256];
    private final int[] bottom = new int[256];
    private final long[] sumX = new long[256];
    private final long[] sumY = new long[256];

    private RegionStatistics() {
        Arrays.fill(left, Integer.MAX_VALUE);
    }

    /**
     * Returns the regions of all classes with at least one pixel, in the order of their labels, without background.
     *
     * @param image size of the image; boxes and centroids are scaled from the label map to it
     */
    public static List<ClassRegion> of(PixelLabels map, Size image) {
        RegionStatistics regions = new RegionStatistics();
        regions.addRuns(map);
        List<ClassRegion> present = new ArrayList<>();
        for (int label = 1; label < 256; label++) {
            if (regions.pixels[label] > 0) {
                present.add(regions.region(label, map.size(), image));
            }
        }
        return present;
    }

    private void addRuns(PixelLabels map) {
        byte[] labels = map.labels();
        int width = map.width();
        for (int y = 0; y < map.height(); y++) {
            int row = y * width;
            for (int x = 0; x < width; ) {
                byte label = labels[row + x];
                int start = x;
                do {
                    x++;
                } while (x < width && labels[row + x] == label);
                if (label != 0) {
                    addRun(label & 0xff, start, x - 1, y);
                }
            }
        }
    }

    private void addRun(int label, int first, int last, int y) {
        int length = last - first + 1;
        if (pixels[label] == 0) {
            top[label] = y;
        }
        bottom[label] = y;
        left[label] = Math.min(left[label], first);
        right[label] = Math.max(right[label], last);
        pixels[label] += length;
        sumX[label] += (long) (first + last) * length / 2;
        sumY[label] += (long) y * length;
    }

    private ClassRegion region(int label, Size map, Size image) {
        double scaleX = (double) image.width() / map.width();
        double scaleY = (double) image.height() / map.height();
        double count = pixels[label];
        Box box = new Box(
                left[label] * scaleX,
                top[label] * scaleY,
                (right[label] - left[label] + 1) * scaleX,
                (bottom[label] - top[label] + 1) * scaleY);
        Point centroid =
                new Point((sumX[label] / count + 0.5) * scaleX - 0.5, (sumY[label] / count + 0.5) * scaleY - 0.5);
        return new ClassRegion(label, pixels[label], count / map.pixels(), box, centroid);
    }
}
