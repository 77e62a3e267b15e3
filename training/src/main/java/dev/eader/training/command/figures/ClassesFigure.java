package dev.eader.training.command.figures;

import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.Form;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.figure.BarFigure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** IoU of each class out of {@code card.json}, runs beside each other. */
@Command(
        name = "classes",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Draws the IoU of each class as bars, runs beside each other.")
public final class ClassesFigure implements Callable<Integer> {
    private static final String MEAN = "mean";

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of evaluated runs.")
    public List<Path> folders;

    @Option(names = "--out", defaultValue = "classes.png", description = "The PNG file.")
    public Path out;

    @Option(names = "--predicted", description = "With labels predicted, rather than given.")
    public boolean predicted;

    @Option(names = "--card", defaultValue = "card.json", description = "EvaluationCard in each run's folder.")
    @Form(pattern = Form.NAME, accepts = Form.NAMES)
    public String file;

    @Override
    public Integer call() throws IOException {
        List<String> classes = Run.read(folders.get(0)).classes();
        List<String> labels = new ArrayList<>(List.of("background"));
        labels.addAll(classes);
        List<String> categories = new ArrayList<>(labels);
        categories.add(MEAN);
        String mode = predicted ? "labels predicted" : "labels given";
        int width = Math.max(900, 240 + categories.size() * Math.max(60, 22 * folders.size()));
        BarFigure figure = new BarFigure(width, 520, "IoU of each class, " + mode, "class", "IoU (%)", categories);
        List<String> names = FiguresCommand.names(folders);
        for (int run = 0; run < folders.size(); run++) {
            List<String> others = Run.read(folders.get(run)).classes();
            if (!others.equals(classes)) {
                throw new IllegalArgumentException(
                        folders.get(run) + " knows " + others + ", but " + folders.get(0) + " " + classes);
            }
            EvaluationCard card = FiguresCommand.card(folders.get(run), file);
            var figures = predicted ? card.labelsPredicted() : card.labelsGiven();
            List<Double> values = new ArrayList<>();
            // a class that stands in no image and was never predicted has no IoU
            labels.forEach(label -> values.add(figures.iou().get(label)));
            values.add(figures.meanIou());
            figure.addBars(names.get(run), values);
        }
        return FiguresCommand.write(figure.draw(), out);
    }
}
