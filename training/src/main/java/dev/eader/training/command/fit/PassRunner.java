package dev.eader.training.command.fit;

import dev.eader.training.command.fit.FitState.PassState;
import dev.eader.training.command.run.Progress;
import dev.eader.training.command.run.RunFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs the passes of a plan that are not done, and stores their state. */
final class PassRunner {
    private static final long SAVE_NANOS = 20_000_000_000L;

    private final Program program;
    private final Path folder;
    private final PrintStream out;
    private FitState state;

    PassRunner(Program program, Path folder, FitState state, PrintStream out) {
        this.program = program;
        this.folder = folder;
        this.state = state;
        this.out = out;
    }

    /**
     * Runs the passes in order, up to the first that fails.
     *
     * @return exit code of the pass that failed; 0 if all are done
     */
    int run(List<Pass> passes) throws IOException {
        FitProgress progress = new FitProgress(passes, state.speed() > 0 ? state.speed() : 1, System::nanoTime);
        for (int i = 0; i < passes.size(); i++) {
            Pass pass = passes.get(i);
            PassState before = state.pass(pass.name());
            if (before.state() == FitState.Progress.DONE) {
                progress.complete(i, before.seconds());
                continue;
            }
            String number = passes.size() == 1 ? "" : "[" + (i + 1) + "/" + passes.size() + "] ";
            out.printf(Locale.ROOT, "%n%s%s: %s%n", number, pass.name(), pass.title());
            progress.begin(i);
            int code = run(pass, before, progress);
            if (code != 0) {
                out.println(
                        "the pass " + pass.name() + " failed (reason above). After correcting it, give the same command"
                                + " again: finished passes are kept");
                return code;
            }
            progress.complete(i, state.pass(pass.name()).seconds());
        }
        return 0;
    }

    private int run(Pass pass, PassState before, FitProgress progress) throws IOException {
        save(before.as(FitState.Progress.BEGUN, before.seconds()));
        long start = System.nanoTime();
        Progress.observe(new Saving(progress, before, start));
        int code;
        try {
            code = program.run(arguments(pass).toArray(String[]::new));
        } finally {
            Progress.observe(Progress.Observer.NONE);
        }
        FitState.Progress end = code == 0 ? FitState.Progress.DONE : FitState.Progress.BEGUN;
        save(before.as(end, before.seconds() + (System.nanoTime() - start) / 1e9));
        return code;
    }

    /** Arguments of the pass; a training with a checkpoint is resumed with its stored settings. */
    private List<String> arguments(Pass pass) {
        String run = pass.options().get("--out");
        if (!pass.isTraining() || !new RunFolder(Path.of(run)).checkpoint().exists()) {
            return pass.arguments();
        }
        List<String> resumed = new ArrayList<>(pass.words());
        resumed.addAll(
                List.of("--out", run, "--resume", "--device", pass.options().get("--device")));
        if (pass.options().containsKey("--tensorboard")) {
            resumed.add("--tensorboard");
        }
        return resumed;
    }

    private synchronized void save(PassState pass) throws IOException {
        state = state.with(pass.as(pass.state(), Math.round(pass.seconds() * 10) / 10.));
        state.write(folder);
    }

    /** Stores the time spent on a pass every 20 seconds, so that it is not lost with the process. */
    private final class Saving implements Progress.Observer {
        private final FitProgress progress;
        private final PassState before;
        private final long start;
        private long saved = System.nanoTime();

        Saving(FitProgress progress, PassState before, long start) {
            this.progress = progress;
            this.before = before;
            this.start = start;
        }

        @Override
        public String label(String task) {
            return progress.label(task);
        }

        @Override
        public void start(long done, long total) {
            progress.start(done, total);
        }

        @Override
        public synchronized String move(long done) {
            long now = System.nanoTime();
            if (now - saved > SAVE_NANOS) {
                saved = now;
                try {
                    save(before.as(FitState.Progress.BEGUN, before.seconds() + (now - start) / 1e9));
                } catch (IOException e) {
                    // only the measured time is lost; the pass reports a full disk itself
                }
            }
            return progress.move(done);
        }
    }
}
