package dev.eader.inference.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Runs a session once in earnest before it is served: what it answers has to be in range, and its first run is slow. */
public final class WarmUpCheck {
    /** Rounding in a resize may step over 1 by this much. */
    private static final float ROUNDING = 1e-5f;

    private WarmUpCheck() {}

    /** Adds to {@code violations} what is wrong with the answers of a model that has the right signature. */
    static void check(ModelSession model, List<String> violations) {
        ModelDescription description = model.description();
        int longSide = description.inputSize();
        int shortSide = description.inputSizeOf(4, 3).height();
        // Landscape and portrait, a batch of two and of one, so that a size baked into the graph shows.
        check(model, longSide, shortSide, 2, violations);
        if (violations.isEmpty()) {
            check(model, shortSide, longSide, 1, violations);
        }
    }

    private static void check(ModelSession model, int width, int height, int batch, List<String> violations) {
        int classes = model.description().classes().size();
        // A black frame is what a covered camera sends, and where a minimum equals a maximum.
        ModelInput black = ModelInput.byScore(width, height, new byte[width * height * 3], classes);
        ModelInput nothing = new ModelInput(width, height, gradient(width, height), new float[classes]);
        try {
            List<Prediction> predictions = model.run(List.of(black, nothing).subList(0, batch));
            predictions.forEach(prediction -> checkRanges(prediction, classes, violations));
            if (batch > 1 && any(predictions.get(1).labelMap().labels(), label -> label != 0)) {
                violations.add("output 'label_map' shows a class though 'present' says that none is there");
            }
        } catch (RuntimeException e) {
            violations.add(String.format(
                    Locale.ROOT, "it does not run on %d image(s) of %dx%d: %s", batch, width, height, e.getMessage()));
        }
    }

    private static void checkRanges(Prediction prediction, int classes, List<String> violations) {
        checkRange(ModelSignature.SCORES, prediction.scores(), violations);
        for (float[] map : prediction.attention()) {
            checkRange(ModelSignature.ATTENTION, map, violations);
        }
        if (any(prediction.labelMap().labels(), label -> label > classes)) {
            add(
                    violations,
                    String.format(
                            Locale.ROOT, "output 'label_map' has labels above %d, the number of classes", classes));
        }
    }

    private static void checkRange(String name, float[] values, List<String> violations) {
        for (float value : values) {
            if (value < -ROUNDING || value > 1 + ROUNDING) {
                add(violations, String.format(Locale.ROOT, "output '%s' has values outside [0, 1]", name));
                return;
            }
        }
    }

    private static void add(List<String> violations, String violation) {
        if (!violations.contains(violation)) {
            violations.add(violation);
        }
    }

    private static boolean any(byte[] labels, IntPredicate test) {
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
