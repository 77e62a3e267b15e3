package dev.eader.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.eader.image.ImageException;
import dev.eader.image.Size;
import dev.eader.image.maps.PalettePng;
import dev.eader.image.maps.PixelLabels;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Result;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Agreement of two models on one picture. Classes are matched by name, because models may number them differently.
 *
 * @param iou intersection over union in [0, 1] of each class that either model assigns to a pixel, by class name
 * @param meanIou mean of {@code iou}; 1 if both label maps contain only background
 * @param pixels share in [0, 1] of the pixels with the same class in both label maps, background included
 */
@JsonNaming(SnakeCaseStrategy.class)
record ModelAgreement(Map<String, Double> iou, double meanIou, double pixels) {

    /** @throws ImageException if a label map cannot be read */
    static ModelAgreement of(Result first, Result second) throws ImageException {
        Size size = new Size(first.getWidth(), first.getHeight());
        PixelLabels labels = labelMap(first, size);
        PixelLabels otherLabels = labelMap(second, size);
        String[] names = names(first);
        String[] otherNames = names(second);
        // intersection and union in pixels, by class name
        Map<String, long[]> counts = new LinkedHashMap<>();
        long same = 0;
        for (int at = 0; at < labels.labels().length; at++) {
            String name = names[labels.labels()[at] & 0xff];
            String otherName = otherNames[otherLabels.labels()[at] & 0xff];
            boolean agree = name.equals(otherName);
            same += agree ? 1 : 0;
            if (!name.isEmpty()) {
                long[] count = counts.computeIfAbsent(name, key -> new long[2]);
                count[0] += agree ? 1 : 0;
                count[1]++;
            }
            if (!agree && !otherName.isEmpty()) {
                counts.computeIfAbsent(otherName, key -> new long[2])[1]++;
            }
        }
        Map<String, Double> iou = new LinkedHashMap<>();
        for (String each : new TreeSet<>(counts.keySet())) {
            iou.put(each, (double) counts.get(each)[0] / counts.get(each)[1]);
        }
        double mean =
                iou.values().stream().mapToDouble(Double::doubleValue).average().orElse(1);
        return new ModelAgreement(iou, mean, (double) same / labels.labels().length);
    }

    private static PixelLabels labelMap(Result result, Size size) throws ImageException {
        return PalettePng.read(result.getLabelMap().getPng().toByteArray()).resizeNearest(size);
    }

    /** Class names by label; empty for the background and for labels without class. */
    private static String[] names(Result result) {
        String[] names = new String[256];
        Arrays.fill(names, "");
        for (ClassResult found : result.getClassesList()) {
            names[found.getIndex() + 1] = found.getName();
        }
        return names;
    }
}
