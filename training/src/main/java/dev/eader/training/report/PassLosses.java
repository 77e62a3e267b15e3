package dev.eader.training.report;

import dev.eader.training.figure.LineFigure;
import dev.eader.training.figure.LossCharts;
import dev.eader.training.figure.LossLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The charts of one training pass. */
record PassLosses(String pass, List<Chart> charts) {
    private static final List<String> PASSES =
            List.of("plain-small", "plain", "erasing", "affinity", "student-first", "student");
    private static final int WIDTH = 440;
    private static final int HEIGHT = 290;
    /** Number of windows of the moving average in a pass. */
    private static final int AVERAGES = 20;

    /**
     * One chart.
     *
     * @param uri data URI of a PNG image
     */
    record Chart(String title, String uri) {}

    /** Draws the losses of all passes of a run; a log that cannot be read is a missing part. */
    static List<Part<PassLosses>> of(Path run) throws IOException {
        List<Part<PassLosses>> losses = new ArrayList<>();
        for (String pass : PASSES) {
            Path log = run.resolve(pass).resolve("log.csv");
            if (Files.isRegularFile(log)) {
                losses.add(of(pass, log));
            }
        }
        if (losses.isEmpty()) {
            losses.add(Part.missing("No training pass in " + run + " has a log.csv, so there are no losses to draw."));
        }
        return losses;
    }

    private static Part<PassLosses> of(String pass, Path log) throws IOException {
        List<Chart> charts = new ArrayList<>();
        try {
            for (LineFigure figure :
                    LossCharts.of(Map.of(pass, LossLog.read(log)), steps -> steps / AVERAGES, false, WIDTH, HEIGHT)) {
                charts.add(
                        new Chart(figure.title(), DataUri.png(figure.compact().draw())));
            }
        } catch (IllegalArgumentException e) {
            return Part.missing("The losses of " + pass + " are left out: " + e.getMessage() + ".");
        }
        return charts.isEmpty()
                ? Part.missing("The losses of " + pass + " are left out, because " + log + " has no steps.")
                : Part.of(new PassLosses(pass, charts));
    }
}
