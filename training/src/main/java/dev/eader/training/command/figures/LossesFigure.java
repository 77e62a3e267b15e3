package dev.eader.training.command.figures;

import dev.eader.training.command.options.Range;
import dev.eader.training.figure.LineFigure;
import dev.eader.training.figure.LossLog;
import dev.eader.training.figure.LossLog.Series;
import dev.eader.training.figure.Panels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the curves of {@code log.csv}: a panel for each quantity, a line for each run. */
@Command(name = "losses", description = "Draws the smoothed losses of runs over their steps.")
public final class LossesFigure implements Callable<Integer> {
    private static final List<Panel> PANELS = List.of(
            new Panel("classification", "Localizer: classification", "binary cross-entropy (nats)"),
            new Panel("attention_mining", "Localizer: attention mining", "adversary's score of the erased class"),
            new Panel("regularization", "Localizer: regularisation", "mean attention (share of the image)"),
            new Panel("adversary", "Adversary: classification", "binary cross-entropy (nats)"));

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs.")
    List<Path> folders;

    @Option(names = "--out", defaultValue = "losses.png", description = "The PNG file.")
    Path out;

    @Option(names = "--smooth", defaultValue = "0", description = "Steps per average; 0 is 1/50 of the run.")
    @Range(min = 0, max = 1_000_000_000)
    int smooth;

    private record Panel(String column, String title, String unit) {}

    @Override
    public Integer call() throws IOException {
        List<String> names = FiguresCommand.names(folders);
        List<LossLog> logs = new ArrayList<>();
        for (Path folder : folders) {
            logs.add(LossLog.read(folder.resolve("log.csv")));
        }
        List<BufferedImage> panels = new ArrayList<>();
        for (Panel panel : PANELS) {
            LineFigure figure = new LineFigure(760, 430, panel.title(), "step", panel.unit());
            for (int run = 0; run < logs.size(); run++) {
                Series series = logs.get(run).series(panel.column());
                int window = smooth > 0 ? smooth : Math.max(1, series.steps().length / 50);
                // steps of the other network leave a gap if there are more of them than an average covers
                Series smooth = series.smooth(window).withGaps(window);
                figure.addLine(names.get(run), names.get(run), smooth, false);
            }
            if (!figure.isEmpty()) {
                panels.add(figure.draw());
            }
        }
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("log.csv in " + folders + " has no step; train the runs first");
        }
        return FiguresCommand.write(Panels.draw(panels, 2), out);
    }
}
