package dev.eader.inference.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Runs a session before it is served: checks its outputs against the contract and takes its slow first run out of
 * service.
 */
final class WarmUpCheck {
    /** Amount by which rounding in a resize may exceed the range [0, 1]. */
    private static final float TOLERANCE = 1e-5f;

    private WarmUpCheck() {}

    /**
     * Adds to {@code violations} how the outputs differ from the contract. The signature must have been checked before.
     */
    static void check(ModelSession model, List<String> violations) {
        ModelDescription description = model.description();
        int longSide = description.inputSize();
        int shortSide = description.inputSizeOf(4, 3).height();
        // Landscape and portrait, batches of two and one: detects a graph whose nodes assume a fixed size.
        check(model, longSide, shortSide, 2, violations);
        if (violations.isEmpty()) {
            check(model, shortSide, longSide, 1, violations);
        }
    }

    private static void check(ModelSession model, int width, int height, int batch, List<String> violations) {
        int classes = model.description().classes().size();
        // A covered camera sends black frames; on these, a min-max normalization may divide by zero.
        ModelInput black = ModelInput.byScore(width, height, new byte[width * height * 3], classes);
        ModelInput noClass = new ModelInput(width, height, gradient(width, height), new float[classes]);
        try {
            List<Prediction> predictions = model.run(List.of(black, noClass).subList(0, batch));
            predictions.forEach(prediction -> checkRanges(prediction, classes, violations));
            if (batch > 1 && anyMatch(predictions.get(1).labelMap().labels(), label -> label != 0)) {
                violations.add("output 'label_map' contains a class although 'present' marks all classes as absent");
            }
        } catch (RuntimeException e) {
            violations.add("it fails on " + batch + " image(s) of " + width + "x" + height + ": " + e.getMessage());
        }
    }

    private static void checkRanges(Prediction prediction, int classes, List<String> violations) {
        checkRange(ModelSignature.SCORES, prediction.scores(), violations);
        for (float[] map : prediction.attention()) {
            checkRange(ModelSignature.ATTENTION, map, violations);
        }
        if (anyMatch(prediction.labelMap().labels(), label -> label > classes)) {
            add(violations, "output 'label_map' has labels above " + classes + ", the number of classes");
        }
    }

    private static void checkRange(String name, float[] values, List<String> violations) {
        for (float value : values) {
            if (value < -TOLERANCE || value > 1 + TOLERANCE) {
                add(violations, "output '" + name + "' has values outside [0, 1]");
                return;
            }
        }
    }

    private static void add(List<String> violations, String violation) {
        if (!violations.contains(violation)) {
            violations.add(violation);
        }
    }

    private static boolean anyMatch(byte[] labels, IntPredicate test) {
        for (byte label : labels) {
            if (test.test(Byte.toUnsignedInt(label))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] gradient(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (255L * i / rgb.length);
        }
        Arrays.fill(rgb, 0, width, (byte) 255);
        return rgb;
    }
}
