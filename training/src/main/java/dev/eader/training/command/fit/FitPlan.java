package dev.eader.training.command.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The passes of a {@code fit}, from its options and the number of pictures. Later passes read the outputs of earlier ones,
 * all in one folder; a pass that is left out is replaced by the one before it.
 *
 * <p>Estimates are seconds on two cores (PyTorch on a CPU with AVX-512), from measured steps of 16 pictures with
 * MobileNetV2. They only have to be right relative to each other, because {@link FitProgress} scales them.
 */
final class FitPlan {
    private static final int MAX_BATCH = 16;
    private static final int SMALL_CROP = 224;

    private final FitOptions options;
    private final Set<String> skipped;
    private final Profile profile;
    private final int training;
    private final int validation;
    private final int batch;
    private final List<Pass> passes = new ArrayList<>();

    private FitPlan(FitOptions options, Set<String> skipped, int training, int validation) {
        this.options = options;
        this.skipped = skipped;
        this.profile = options.profile;
        this.training = training;
        this.validation = validation;
        batch = Math.min(MAX_BATCH, training);
    }

    /** The first pass, whose result the others depend on. */
    static Pass prepare(FitOptions options) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("--images", options.images.toString());
        if (options.labels != null) {
            arguments.put("--labels", options.labels.toString());
        }
        if (options.background != null) {
            arguments.put("--background", options.background.toString());
        }
        arguments.put("--out", options.out.resolve(Pass.DATA).toString());
        arguments.put("--validation", String.valueOf(options.validation));
        arguments.put("--seed", String.valueOf(options.seed));
        if (options.isSkippingBad) {
            arguments.put("--skip-bad", null);
        }
        Pass pass = new Pass(Pass.DATA, "check and copy the pictures", List.of("prepare"), arguments, 5);
        return Overrides.of(options).apply(List.of(pass)).get(0);
    }

    /**
     * The passes after {@link #prepare}.
     *
     * @param training number of pictures for training, at least 1
     * @param validation number of pictures for validation
     * @throws IllegalArgumentException if {@code --skip} or {@code --set} names an unknown pass, or a needed one is skipped
     */
    static List<Pass> of(FitOptions options, int training, int validation) {
        List<Pass> all = new FitPlan(options, Set.of(), training, validation).build();
        Overrides overrides = Overrides.of(options);
        overrides.check(all.stream().map(Pass::name).toList());
        List<Pass> wanted = new FitPlan(options, Set.copyOf(options.skipped), training, validation).build();
        overrides.requireInputs(wanted, all);
        return overrides.apply(wanted);
    }

    private List<Pass> build() {
        classifiers();
        pseudoLabels();
        students();
        results();
        return passes;
    }

    private void classifiers() {
        classifier("plain-small", profile.small, SMALL_CROP, 0.4, 0.004, initial());
        if (profile.plain != null) {
            classifier(
                    "plain",
                    profile.plain,
                    profile.crop,
                    0.3,
                    0.003,
                    has("plain-small") ? path("plain-small") : initial());
        }
        String from = last("plain", "plain-small");
        if (isWanted("erasing")) {
            long steps = profile.erasing.steps(perEpoch());
            Builder pass = train("erasing", "adversarial erasing", steps, profile.crop, 0.3)
                    .option("--adversary", options.adversary)
                    .option("--alpha", "1")
                    .option("--omega", "10")
                    .option("--rate", "0.003")
                    .option("--adversary-rate", "0.01")
                    .option("--warm-up", "4")
                    .option("--localizer-turn", "12")
                    .option("--adversary-turn", "12");
            init(pass, from == null ? initial() : path(from));
            if (from != null) {
                pass.option("--adversary-init", path(from));
            }
            pass.add(steps * 1.8 * area(profile.crop, SMALL_CROP));
        }
        if (localizer() == null) {
            throw new IllegalArgumentException("--skip leaves no pass that trains a localizer; keep one of plain-small,"
                    + (profile.plain == null ? "" : " plain") + " and erasing");
        }
        pass("evaluate-erasing", "quality of the localizer", "evaluate", path(localizer()))
                .option("--without-masks", null)
                .option("--input-size", String.valueOf(profile.attention.longSide()))
                .device()
                .add(validation * 0.19 * area(profile.attention.longSide(), 448));
    }

    private void classifier(String name, Profile.Length length, int crop, double leastArea, double rate, String init) {
        if (isWanted(name)) {
            long steps = length.steps(perEpoch());
            // one network is localizer and adversary, so that no second network is trained
            Builder pass = train(name, "classifier on crops of " + crop + " pixels", steps, crop, leastArea)
                    .option("--share", "all")
                    .option("--alpha", "0")
                    .option("--localizer-turn", "1")
                    .option("--rate", String.valueOf(rate));
            init(pass, init);
            pass.add(steps * 1.2 * area(crop, SMALL_CROP));
        }
    }

    private Builder train(String name, String title, long steps, int crop, double leastArea) {
        return pass(name, title, "train")
                .option("--voc", path(Pass.DATA))
                .option("--out", path(name))
                .option("--localizer", options.localizer)
                .option("--size", String.valueOf(crop))
                .option("--least-area", String.valueOf(leastArea))
                .option("--classifier-factor", "10")
                .option("--clip", "1")
                .option("--power", "0.9")
                .training(steps);
    }

    private void pseudoLabels() {
        pass("attention", "attention maps of the training pictures", "attention", path(localizer()))
                .option("--resume", null)
                .option("--out", path("attention"))
                .option("--input-size", String.valueOf(profile.attention.longSide()))
                .option("--scales", profile.attention.scales())
                .device()
                .add(training * 0.1 * profile.attention.count() * area(profile.attention.longSide(), 512));
        labels("labels", "attention", "2", "auto", "0.07");
        if (profile.affinity == null || !isWanted("affinity")) {
            return;
        }
        long steps = profile.affinity.steps(perEpoch());
        pass("affinity", "affinity of neighbouring cells", "affinity", "train")
                .option("--voc", path(Pass.DATA))
                .option("--out", path("affinity"))
                .option("--confident", path("labels"))
                .option("--init", path(localizer()))
                .training(steps)
                .add(steps * 1.7);
        pass("walk", "attention spread by affinity", "affinity", "walk", path("affinity"))
                .option("--voc", path(Pass.DATA))
                .option("--attention", path("attention"))
                .option("--out", path("walk"))
                .option("--beta", "8")
                .option("--steps", "64")
                .option("--background", "0.55")
                .device()
                .add(training * 0.2);
        labels("labels-affinity", "walk", "1", "0.52", "0.06");
    }

    private void labels(String name, String maps, String iterations, String background, String unsure) {
        pass(name, "pseudo-labels from refined maps", "refine", path(maps))
                .option("--voc", path(Pass.DATA))
                .option("--out", path(name))
                .option("--input-size", String.valueOf(profile.attention.longSide()))
                .option("--refine", iterations)
                .option("--background", background)
                .option("--unsure", unsure)
                .add(training * 0.07 * area(profile.attention.longSide(), 512));
    }

    /** The student; a first one writes its pseudo-labels if the profile has two. */
    private void students() {
        String labels = has("labels-affinity") ? "labels-affinity" : "labels";
        Profile.Maps maps = profile.repeated;
        if (maps == null || !isWanted("student") || !isWanted("student-first")) {
            student("student", labels, localizer());
            return;
        }
        student("student-first", labels, localizer());
        pass("labels-student", "pseudo-labels of the first student", "student", "pseudo", path("student-first"))
                .option("--out", path("labels-student"))
                .option("--input-size", String.valueOf(maps.longSide()))
                .option("--scales", maps.scales())
                .option("--flip", null)
                .option("--sure", "0.6")
                .device()
                .add(training * 0.25 * maps.count() * area(maps.longSide(), 480));
        student("student", "labels-student", "student-first");
    }

    private void student(String name, String labels, String init) {
        if (isWanted(name)) {
            long steps = profile.student.steps(perEpoch());
            int crop = profile.head.crop();
            pass(name, "segmentation network on " + labels, "student", "train")
                    .option("--voc", path(Pass.DATA))
                    .option("--out", path(name))
                    .option("--pseudo-labels", path(labels))
                    .option("--init", path(init))
                    .option("--channels", String.valueOf(profile.head.channels()))
                    .option("--size", String.valueOf(crop))
                    .option("--rate", "0.005")
                    .training(steps)
                    .add(steps * 1.75 * area(crop, 256));
        }
    }

    private void results() {
        boolean hasStudent = has("student");
        String run = path(hasStudent ? "student" : localizer());
        String[] family = hasStudent ? new String[] {"student"} : new String[0];
        String model = path(options.name + ".onnx");
        String quantized = path(options.name + ".int8.onnx");
        if (hasStudent) {
            pass("evaluate", "quality of the student, thresholds", words(family, "evaluate", run))
                    .option("--without-masks", null)
                    .option("--input-size", String.valueOf(profile.inputSize))
                    .device()
                    .add(validation * 0.19 * area(profile.inputSize, 448));
        }
        export("export", "ONNX file", words(family, "export", run), model).add(5);
        export("export-int8", "ONNX file with 8 bits", words(family, "export", run), quantized)
                .option("--int8", null)
                .add(15);
        pass("verify", "ONNX file against the network", words(family, "verify", run, model))
                .add(5);
        pass("report", "report.html", "report", options.out.toString())
                .option("--name", options.name)
                .add(10);
    }

    private Builder export(String name, String title, String[] words, String file) {
        return pass(name, title, words)
                .option("--out", file)
                .option("--name", options.name)
                .option("--made-by", "fit --profile " + options.profile.name().toLowerCase(Locale.ROOT));
    }

    private static String[] words(String[] family, String... words) {
        List<String> all = new ArrayList<>(List.of(family));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    /** Localizer that attention comes from; null if none is trained. */
    private String localizer() {
        return last("erasing", "plain", "plain-small");
    }

    private static double area(int side, int reference) {
        return (double) side * side / reference / reference;
    }

    private long perEpoch() {
        return Math.max(1, training / batch);
    }

    private boolean isWanted(String name) {
        return !skipped.contains(name);
    }

    private boolean has(String name) {
        return passes.stream().anyMatch(pass -> pass.name().equals(name));
    }

    /** The first of these passes that the plan has; null if it has none. */
    private String last(String... names) {
        for (String name : names) {
            if (has(name)) {
                return name;
            }
        }
        return null;
    }

    private String path(String name) {
        return options.out.resolve(name).toString();
    }

    private String initial() {
        return options.init == null ? null : options.init.toString();
    }

    private static void init(Builder pass, String from) {
        if (from != null) {
            pass.option("--init", from);
        }
    }

    private Builder pass(String name, String title, String... words) {
        return new Builder(name, title, List.of(words));
    }

    /** Collects the options of a pass. */
    private final class Builder {
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

        void add(double estimate) {
            if (isWanted(name)) {
                passes.add(new Pass(name, title, words, arguments, Math.max(1, estimate)));
            }
        }
    }
}
