package dev.eader.training.command.figures;

import dev.eader.training.command.options.Range;
import dev.eader.training.figure.LineFigure;
import dev.eader.training.figure.LossCharts;
import dev.eader.training.figure.LossLog;
import dev.eader.training.figure.Panels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the curves of {@code log.csv}: a panel for each quantity, a line for each run. */
@Command(name = "losses", description = "Draws the smoothed losses of runs over their steps.")
public final class LossesFigure implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs.")
    List<Path> folders;

    @Option(names = "--out", defaultValue = "losses.png", description = "The PNG file.")
    Path out;

    @Option(names = "--smooth", defaultValue = "0", description = "Steps per average; 0 is 1/50 of the run.")
    @Range(min = 0, max = 1_000_000_000)
    int smooth;

    @Override
    public Integer call() throws IOException {
        List<String> names = FiguresCommand.names(folders);
        Map<String, LossLog> logs = new LinkedHashMap<>();
        for (int run = 0; run < folders.size(); run++) {
            logs.put(names.get(run), LossLog.read(folders.get(run).resolve("log.csv")));
        }
        List<BufferedImage> panels =
                LossCharts.of(logs, steps -> smooth > 0 ? smooth : steps / 50, true, 760, 430).stream()
                        .map(LineFigure::draw)
                        .toList();
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("log.csv in " + folders + " has no step; train the runs first");
        }
        return FiguresCommand.write(Panels.draw(panels, 2), out);
    }
}
