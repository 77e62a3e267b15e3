package dev.eader.training.command;

import dev.eader.training.evaluation.Card;
import dev.eader.training.figure.LineFigure;
import dev.eader.training.figure.LossLog.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Curves of {@code card.json}: mIoU over the background threshold, both modes, a dot at the threshold of the card. */
@Command(
        name = "thresholds",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Draws mIoU over the background threshold; a dot is the threshold that the card holds.")
final class ThresholdsFigure implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of evaluated runs.")
    List<Path> folders;

    @Option(names = "--out", defaultValue = "thresholds.png", description = "The PNG file.")
    Path out;

    @Override
    public Integer call() throws IOException {
        LineFigure figure = new LineFigure(
                1100, 560, "mIoU over the background threshold", "background threshold (attention)", "mIoU (%)");
        List<String> names = Figures.names(folders);
        for (int run = 0; run < folders.size(); run++) {
            Card card = Figures.card(folders.get(run));
            String name = names.get(run);
            figure.line(name, name + ", labels given", curve(card, Card.Point::labelsGiven), false);
            figure.line(name, name + ", labels predicted", curve(card, Card.Point::labelsPredicted), true);
            figure.dot(name, card.backgroundThreshold(), card.labelsGiven().meanIou());
            figure.dot(name, card.backgroundThreshold(), card.labelsPredicted().meanIou());
        }
        return Figures.write(figure.draw(), out);
    }

    private static Series curve(Card card, ToDoubleFunction<Card.Point> value) {
        return new Series(
                card.curve().stream().mapToDouble(Card.Point::threshold).toArray(),
                card.curve().stream().mapToDouble(value).toArray());
    }
}
