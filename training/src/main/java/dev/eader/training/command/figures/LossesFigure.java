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

/** Curves of {@code log.csv}, a panel for each quantity, a line for each run. */
@Command(
        name = "losses",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Draws the losses of runs over their steps, smoothed.")
public final class LossesFigure implements Callable<Integer> {
    private static final List<Panel> PANELS = List.of(
            new Panel("classification", "Localizer: classification", "binary cross-entropy (nats)"),
            new Panel("attention_mining", "Localizer: attention mining", "adversary's score of the erased class"),
            new Panel("regularization", "Localizer: regularisation", "mean attention (share of the image)"),
            new Panel("adversary", "Adversary: classification", "binary cross-entropy (nats)"));

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs.")
    public List<Path> folders;

    @Option(names = "--out", defaultValue = "losses.png", description = "The PNG file.")
    public Path out;

    @Option(names = "--smooth", defaultValue = "0", description = "Steps in a mean; 0 is a fiftieth of the run.")
    @Range(min = 0, max = 1_000_000_000)
    public int smooth;

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
                // a turn of the other network that is longer than the mean is a gap, not a slope
                Series smooth = series.smooth(window).withGaps(window);
                figure.addLine(names.get(run), names.get(run), smooth, false);
            }
            if (!figure.isEmpty()) {
                panels.add(figure.draw());
            }
        }
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("the logs of " + folders + " hold no step yet");
        }
        return FiguresCommand.write(Panels.draw(panels, 2), out);
    }
}
