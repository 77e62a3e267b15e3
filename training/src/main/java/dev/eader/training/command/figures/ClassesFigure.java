package dev.eader.training.command.figures;

import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.evaluation.SegmentationMetrics;
import dev.eader.training.figure.BarFigure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "classes", description = "Draws the IoU of each class as bars, with the runs side by side.")
final class ClassesFigure implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of evaluated runs.")
    List<Path> folders;

    @Option(names = "--out", defaultValue = "classes.png", description = "The PNG file.")
    Path out;

    @Option(names = "--predicted", description = "Show results with predicted labels instead of given labels.")
    boolean predicted;

    @Option(names = "--card", defaultValue = "card.json", description = "Name of the card in each run's folder.")
    @TextFormat(TextFormat.Text.NAME)
    String card;

    @Override
    public Integer call() throws IOException {
        List<String> labels = new ArrayList<>(List.of("background"));
        labels.addAll(FiguresCommand.runs(folders).get(0).trainingData().classes());
        List<String> categories = new ArrayList<>(labels);
        categories.add("mean");
        String mode = predicted ? "labels predicted" : "labels given";
        int width = Math.max(900, 240 + categories.size() * Math.max(60, 22 * folders.size()));
        BarFigure figure = new BarFigure(width, 520, "IoU of each class, " + mode, "class", "IoU (%)", categories);
        List<String> names = FiguresCommand.names(folders);
        for (int run = 0; run < folders.size(); run++) {
            EvaluationCard results = new RunFolder(folders.get(run)).card(card);
            results.requireMasks(folders.get(run).resolve(card));
            SegmentationMetrics figures = predicted ? results.labelsPredicted() : results.labelsGiven();
            List<Double> values = new ArrayList<>();
            // null for a class that is neither in an image nor predicted
            labels.forEach(label -> values.add(figures.iou().get(label)));
            values.add(figures.meanIou());
            figure.addBars(names.get(run), values);
        }
        return FiguresCommand.write(figure.draw(), out);
    }
}
