package dev.eader.training.command.figures;

import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.figure.Canvas;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Command;

/** Draws what runs did and found, as PNG files. */
@Command(
        name = "figures",
        mixinStandardHelpOptions = true,
        description = "Draws losses, threshold curves, bars, attention and label maps as PNG files.",
        subcommands = {
            LossesFigure.class,
            ThresholdsFigure.class,
            ClassesFigure.class,
            GridFigure.class,
            OverlaysFigure.class
        })
public final class FiguresCommand {

    /** By alpha where that tells the runs apart, else by folder. */
    public static List<String> names(List<Path> folders) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path folder : folders) {
            names.add("alpha = " + number(Run.read(folder).weighting().alpha()));
        }
        if (new HashSet<>(names).size() == names.size()) {
            return names;
        }
        names.clear();
        for (Path folder : folders) {
            Path name = folder.toAbsolutePath().normalize();
            names.add((names.contains(name.getFileName().toString()) ? name : name.getFileName()).toString());
        }
        return names;
    }

    /** @param name of the card, as {@code card-multi-scale.json} */
    public static EvaluationCard card(Path folder, String name) throws IOException {
        return JsonFiles.read(folder.resolve(name), EvaluationCard.class, "`evaluate` writes it");
    }

    public static int write(BufferedImage image, Path file) throws IOException {
        Canvas.write(image, file);
        System.out.println(file + ": " + image.getWidth() + "x" + image.getHeight());
        return 0;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
