package dev.eader.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.eader.image.ImageException;
import dev.eader.image.PalettePng;
import dev.eader.image.PixelLabels;
import dev.eader.image.Size;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Result;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * How far two models agree on one picture. Classes are told by name: models number them differently.
 *
 * @param iou intersection over union of each class that either gives a pixel, by name, in [0,1]
 * @param meanIou of those classes; 1 where both see background alone
 * @param pixels share of the picture's pixels that both call the same, background too, in [0,1]
 */
@JsonNaming(SnakeCaseStrategy.class)
record ModelAgreement(Map<String, Double> iou, double meanIou, double pixels) {

    /** @throws ImageException when a label map cannot be read */
    static ModelAgreement of(Result first, Result second) throws ImageException {
        Size size = new Size(first.getWidth(), first.getHeight());
        PixelLabels one = map(first, size);
        PixelLabels other = map(second, size);
        String[] names = names(first);
        String[] otherNames = names(second);
        Map<String, long[]> counts = new LinkedHashMap<>();
        long same = 0;
        for (int at = 0; at < one.labels().length; at++) {
            String here = names[one.labels()[at] & 0xff];
            String there = otherNames[other.labels()[at] & 0xff];
            boolean agree = here.equals(there);
            same += agree ? 1 : 0;
            if (agree && !here.isEmpty()) {
                counts.computeIfAbsent(here, name -> new long[2])[0]++;
            }
            if (!here.isEmpty()) {
                counts.computeIfAbsent(here, name -> new long[2])[1]++;
            }
            if (!agree && !there.isEmpty()) {
                counts.computeIfAbsent(there, name -> new long[2])[1]++;
            }
        }
        Map<String, Double> iou = new LinkedHashMap<>();
        for (String name : new TreeSet<>(counts.keySet())) {
            iou.put(name, (double) counts.get(name)[0] / counts.get(name)[1]);
        }
        // no class in either is agreement, too
        double mean =
                iou.values().stream().mapToDouble(Double::doubleValue).average().orElse(1);
        return new ModelAgreement(iou, mean, (double) same / one.labels().length);
    }

    private static PixelLabels map(Result result, Size size) throws ImageException {
        return PalettePng.read(result.getLabelMap().getPng().toByteArray()).resizeNearest(size);
    }

    /** The name of each label; background and what has no name are empty. */
    private static String[] names(Result result) {
        String[] names = new String[256];
        Arrays.fill(names, "");
        for (ClassResult found : result.getClassesList()) {
            names[found.getIndex() + 1] = found.getName();
        }
        return names;
    }
}
