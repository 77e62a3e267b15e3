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
 */
final class FitPlan {
    private final PassList list;

    private FitPlan(PassList list) {
        this.list = list;
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
        List<Pass> all = build(new PassList(options, Set.of(), training, validation));
        Overrides overrides = Overrides.of(options);
        overrides.check(all.stream().map(Pass::name).toList());
        List<Pass> wanted = build(new PassList(options, Set.copyOf(options.skipped), training, validation));
        overrides.requireInputs(wanted, all);
        return overrides.apply(wanted);
    }

    private static List<Pass> build(PassList list) {
        LocalizerPasses.add(list);
        StudentPasses.add(list);
        new FitPlan(list).results();
        return list.passes();
    }

    private void results() {
        boolean hasStudent = list.has("student");
        String run = list.path(hasStudent ? "student" : list.localizer());
        String[] family = hasStudent ? new String[] {"student"} : new String[0];
        String model = list.path(list.options.name + ".onnx");
        String quantized = list.path(list.options.name + ".int8.onnx");
        if (hasStudent) {
            list.pass("evaluate", "quality of the student, thresholds", words(family, "evaluate", run))
                    .option("--without-masks", null)
                    .option("--input-size", String.valueOf(list.profile.inputSize))
                    .device()
                    .add(list.validation * 0.19 * PassList.area(list.profile.inputSize, 448));
        }
        export("export", "ONNX file", words(family, "export", run), model).add(5);
        export("export-int8", "ONNX file with 8 bits", words(family, "export", run), quantized)
                .option("--int8", null)
                .add(15);
        list.pass("verify", "ONNX file against the network", words(family, "verify", run, model))
                .add(5);
        list.pass("report", "report.html", "report", list.options.out.toString())
                .option("--name", list.options.name)
                .add(10);
    }

    private PassList.Builder export(String name, String title, String[] words, String file) {
        return list.pass(name, title, words)
                .option("--out", file)
                .option("--name", list.options.name)
                .option(
                        "--made-by",
                        "fit --profile " + list.options.profile.name().toLowerCase(Locale.ROOT));
    }

    private static String[] words(String[] family, String... words) {
        List<String> all = new ArrayList<>(List.of(family));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }
}
