package dev.eader.training.command.fit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the passes of a plan.
 *
 * <p>Estimates are seconds on two cores (PyTorch on a CPU with AVX-512), from measured steps of 16 pictures with
 * MobileNetV2. They only have to be right relative to each other, because {@link FitProgress} scales them.
 */
final class PassList {
    private static final int MAX_BATCH = 16;

    final FitOptions options;
    final Profile profile;
    /** Number of pictures for training. */
    final int training;
    /** Number of pictures for validation. */
    final int validation;

    private final Set<String> skipped;
    private final int batch;
    private final List<Pass> passes = new ArrayList<>();

    PassList(FitOptions options, Set<String> skipped, int training, int validation) {
        this.options = options;
        this.skipped = skipped;
        this.profile = options.profile;
        this.training = training;
        this.validation = validation;
        batch = Math.min(MAX_BATCH, training);
    }

    List<Pass> passes() {
        return passes;
    }

    /** Name of the localizer that attention comes from; null if none is trained. */
    String localizer() {
        return first("erasing", "plain", "plain-small");
    }

    /** The factor by which a picture has more pixels than one with another side. */
    static double area(int side, int reference) {
        return (double) side * side / reference / reference;
    }

    /** Steps of one pass over the pictures. */
    long perEpoch() {
        return Math.max(1, training / batch);
    }

    boolean isWanted(String name) {
        return !skipped.contains(name);
    }

    boolean has(String name) {
        return passes.stream().anyMatch(pass -> pass.name().equals(name));
    }

    /** The first of these names that is a pass of the list; null if none is. */
    String first(String... names) {
        for (String name : names) {
            if (has(name)) {
                return name;
            }
        }
        return null;
    }

    /** File or folder below that of the run. */
    String path(String name) {
        Path path = options.out.resolve(name);
        return path.toString();
    }

    /** Begins a pass; {@link Builder#add} appends it. */
    Builder pass(String name, String title, String... words) {
        return new Builder(name, title, List.of(words));
    }

    /** Collects the options of a pass. */
    final class Builder {
        private final String name;
        private final String title;
        private final List<String> words;
        private final Map<String, String> arguments = new LinkedHashMap<>();

        Builder(String name, String title, List<String> words) {
            this.name = name;
            this.title = title;
            this.words = words;
        }

        Builder option(String option, String value) {
            arguments.put(option, value);
            return this;
        }

        Builder device() {
            return option("--device", options.device);
        }

        Builder training(long steps) {
            option("--batch", String.valueOf(batch));
            option("--epochs", String.valueOf(Math.round(10_000. * steps / perEpoch()) / 10_000.));
            option("--seed", String.valueOf(options.seed));
            if (options.hasTensorBoard) {
                option("--tensorboard", null);
            }
            return device();
        }

        /** Appends the pass unless it is skipped. */
        void add(double estimate) {
            if (isWanted(name)) {
                passes.add(new Pass(name, title, words, arguments, Math.max(1, estimate)));
            }
        }
    }
}
