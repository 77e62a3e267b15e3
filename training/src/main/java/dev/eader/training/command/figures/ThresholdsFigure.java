package dev.eader.training.command.figures;

import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.evaluation.ThresholdChart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws mIoU over the background threshold from {@code card.json}, with a dot at the threshold of the card. */
@Command(name = "thresholds", description = "Draws mIoU over the background threshold; a dot marks the card's.")
public final class ThresholdsFigure implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of evaluated runs.")
    List<Path> folders;

    @Option(names = "--out", defaultValue = "thresholds.png", description = "The PNG file.")
    Path out;

    @Option(names = "--card", defaultValue = "card.json", description = "Name of the card in each run's folder.")
    @TextFormat(TextFormat.Text.NAME)
    String file;

    @Override
    public Integer call() throws IOException {
        ThresholdChart chart = new ThresholdChart(1100, 560);
        List<String> names = FiguresCommand.names(folders);
        for (int run = 0; run < folders.size(); run++) {
            EvaluationCard card = new RunFolder(folders.get(run)).card(file);
            card.requireMasks(folders.get(run).resolve(file));
            chart.add(names.get(run), card);
        }
        return FiguresCommand.write(chart.figure().draw(), out);
    }
}
