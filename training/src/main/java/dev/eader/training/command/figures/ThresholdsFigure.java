package dev.eader.training.command.figures;

import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.figure.LineFigure;
import dev.eader.training.figure.LossLog.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
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
        LineFigure figure = new LineFigure(
                1100,
                560,
                "mIoU over the background threshold (dot: the card's)",
                "background threshold (attention)",
                "mIoU (%)");
        List<String> names = FiguresCommand.names(folders);
        for (int run = 0; run < folders.size(); run++) {
            EvaluationCard card = new RunFolder(folders.get(run)).card(file);
            card.requireMasks(folders.get(run).resolve(file));
            String name = names.get(run);
            double given = card.labelsGiven().meanIou();
            double predicted = card.labelsPredicted().meanIou();
            figure.addLine(name, name + ", labels given", curve(card, EvaluationCard.Point::labelsGiven, given), false);
            figure.addLine(
                    name,
                    name + ", labels predicted",
                    curve(card, EvaluationCard.Point::labelsPredicted, predicted),
                    true);
            figure.addDot(name, card.backgroundThreshold(), given);
            figure.addDot(name, card.backgroundThreshold(), predicted);
        }
        return FiguresCommand.write(figure.draw(), out);
    }

    /** Adds the threshold of the card, which lies between the points of its curve. */
    private static Series curve(EvaluationCard card, ToDoubleFunction<EvaluationCard.Point> value, double atThreshold) {
        TreeMap<Double, Double> points = new TreeMap<>();
        card.curve().forEach(point -> points.put(point.threshold(), value.applyAsDouble(point)));
        points.put(card.backgroundThreshold(), atThreshold);
        return new Series(
                points.keySet().stream().mapToDouble(x -> x).toArray(),
                points.values().stream().mapToDouble(y -> y).toArray());
    }
}
