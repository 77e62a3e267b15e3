package dev.eader.training.command.fit;

import dev.eader.training.collection.CollectionReport;
import dev.eader.training.command.fit.FitState.PassState;
import dev.eader.training.command.measure.MeasureSteps;
import dev.eader.training.command.measure.StepTimes;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.train.RunLock;
import dev.eader.training.report.Texts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model from pictures with image-level labels, in passes, and exports it. */
@Command(
        name = "fit",
        description =
                "Trains a model from pictures with image-level labels and exports it: checks the pictures, trains a"
                        + " classifier, erases adversarially, makes pseudo-labels, trains a student on them, writes ONNX files and a"
                        + " report. No masks are read. Give the same command again to continue after an interruption.")
public final class Fit implements Callable<Integer> {
    /** Milliseconds of a localizer step of 4 pictures of 128 pixels on the reference machine. */
    private static final double REFERENCE_MILLIS = 340;

    private final Program program;

    @Mixin
    FitOptions options;

    @Option(names = "--plan", description = "Check the pictures, print the passes with estimated times, and stop.")
    boolean isPlanOnly;

    @Option(
            names = "--redo",
            paramLabel = "PASS",
            description = "Delete the results of this pass and of all later ones.")
    @TextFormat(TextFormat.Text.NAME)
    String redo;

    /** @param program executes the passes */
    public Fit(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = System.out;
        options.check();
        try (RunLock lock = RunLock.of(options.out)) {
            FitState stored = FitState.read(options.out);
            if (redo != null) {
                stored = redone(stored);
            }
            List<Pass> passes = new ArrayList<>(List.of(FitPlan.prepare(options)));
            FitState state = stored == null ? started(passes) : stored.resumed(passes, options.out);
            int code = new PassRunner(program, options.out, state, out).run(passes);
            if (code != 0) {
                return code;
            }
            warnOfChangedPictures(stored, passes.get(0), out);
            CollectionReport.Count pictures = CollectionReport.read(
                            options.out.resolve(Pass.DATA).resolve("prepared.json"))
                    .pictures();
            passes.addAll(FitPlan.of(options, pictures.train(), pictures.val()));
            if (!areValid(passes)) {
                return CommandLine.ExitCode.USAGE;
            }
            state = FitState.read(options.out);
            double speed = state.speed() > 0 ? state.speed() : speed();
            state = started(passes).with(state.merged(passes, options.out)).at(speed);
            state.write(options.out);
            print(passes, state, out);
            if (isPlanOnly) {
                return 0;
            }
            code = new PassRunner(program, options.out, state, out).run(passes);
            if (code == 0) {
                printResult(out);
            }
            return code;
        }
    }

    /** Compares the pictures with those of the run, which has its own copy of them. */
    private void warnOfChangedPictures(FitState stored, Pass data, PrintStream out) {
        boolean isPrepared = stored != null && stored.passes().get(0).state() == FitState.Progress.DONE;
        if (isPrepared && program.run(data.arguments().toArray(String[]::new)) != 0) {
            out.println(
                    "the pictures differ from those of this run (reason above). It continues with its copy of the earlier"
                            + " ones; --redo data starts again with the new ones");
        }
    }

    private FitState started(List<Pass> passes) {
        return new FitState(
                FitState.VERSION,
                options.name,
                options.profile.name().toLowerCase(Locale.ROOT),
                options.images.toString(),
                options.device,
                options.seed,
                0,
                passes.stream().map(PassState::open).toList());
    }

    /** Checks the options of every pass, so that a wrong one does not stop the plan after hours. */
    private boolean areValid(List<Pass> passes) {
        for (Pass pass : passes) {
            if (program.check(pass.arguments().toArray(String[]::new)) != 0) {
                System.err.println("this is an option of the pass " + pass.name() + "; correct --set " + pass.name()
                        + ".OPTION=VALUE");
                return false;
            }
        }
        return true;
    }

    /** Duration of a training step on this machine, divided by that on the reference machine. */
    private double speed() throws IOException {
        StepTimes times = MeasureSteps.measure("mobilenet_v2-tf:16", "mobilenet_v2-tf", 128, 4);
        return Math.max(0.01, Math.round(100 * times.localizerMs() / REFERENCE_MILLIS) / 100.);
    }

    /** Deletes the results of {@code --redo} and of later passes. */
    private FitState redone(FitState stored) throws IOException {
        List<String> names = stored == null
                ? List.of()
                : stored.passes().stream().map(PassState::name).toList();
        if (!names.contains(redo)) {
            throw new IllegalArgumentException("--redo " + redo + ": " + FitState.file(options.out)
                    + " has no such pass; its passes are " + String.join(", ", names));
        }
        FitState state = stored;
        for (PassState pass : stored.passes().subList(names.indexOf(redo), names.size())) {
            if (pass.output() != null) {
                // all outputs lie in the run's folder, which may have been given by another path before
                delete(options.out.resolve(pass.output().getFileName()));
            }
            state = state.with(pass.as(FitState.Progress.OPEN, 0));
        }
        state.write(options.out);
        return state;
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void print(List<Pass> passes, FitState state, PrintStream out) {
        out.printf(Locale.ROOT, "%nprofile %s, name %s, folder %s%n", state.profile(), options.name, options.out);
        double sum = 0;
        for (int i = 0; i < passes.size(); i++) {
            Pass pass = passes.get(i);
            PassState now = state.pass(pass.name());
            boolean isDone = now.state() == FitState.Progress.DONE;
            double seconds = isDone ? now.seconds() : pass.estimate() * state.speed();
            sum += isDone ? 0 : seconds;
            out.printf(
                    Locale.ROOT,
                    "%3d  %-17s %-10s %s%n",
                    i + 1,
                    pass.name(),
                    isDone ? "done" : "~ " + FitProgress.text(seconds),
                    pass.title());
            out.println("       " + String.join(" ", pass.arguments()));
        }
        out.println("estimated time that is left: " + FitProgress.text(sum) + " (corrected while it runs)");
    }

    private void printResult(PrintStream out) {
        Path model =
                options.out.resolve(options.name + ".onnx").toAbsolutePath().normalize();
        out.println();
        out.println("model:  " + model);
        out.println(
                "report: " + options.out.resolve("report.html").toAbsolutePath().normalize());
        List<String> serve = List.of(
                "java",
                "-Deader.model.path." + options.name + "=" + model,
                "-Deader.model.default=" + options.name,
                "-jar",
                "target/quarkus-app/quarkus-run.jar");
        out.println("serve:  " + String.join(" ", Texts.command(serve)));
    }
}
