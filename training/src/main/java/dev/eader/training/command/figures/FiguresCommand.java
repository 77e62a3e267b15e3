package dev.eader.training.command.figures;

import dev.eader.training.command.erasing.ErasingRun;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.figure.Canvas;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Command;

/** Groups the commands that draw figures of runs. */
@Command(
        name = "figures",
        description = "Draws losses, threshold curves, bars, attention maps and label maps as PNG files.",
        subcommands = {
            LossesFigure.class,
            ThresholdsFigure.class,
            ClassesFigure.class,
            GridFigure.class,
            OverlaysFigure.class
        })
public final class FiguresCommand {

    /** Names for a legend: the runs' values of alpha if they differ, otherwise their folders. */
    public static List<String> names(List<Path> folders) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path folder : folders) {
            double alpha = ErasingRun.read(new RunFolder(folder)).weighting().alpha();
            names.add("alpha = " + (alpha == Math.rint(alpha) ? String.valueOf((long) alpha) : String.valueOf(alpha)));
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

    /**
     * Reads the settings of runs.
     *
     * @throws IllegalArgumentException if their classes differ
     */
    static List<ErasingRun> runs(List<Path> folders) throws IOException {
        List<ErasingRun> runs = new ArrayList<>();
        for (Path folder : folders) {
            ErasingRun run = ErasingRun.read(new RunFolder(folder));
            runs.add(run);
            ClassLists.requireSame(
                    folders.get(0).toString(),
                    runs.get(0).trainingData().classes(),
                    folder.toString(),
                    run.trainingData().classes());
        }
        return runs;
    }

    static int write(BufferedImage image, Path file) throws IOException {
        Canvas.write(image, file);
        System.out.println(file + ": " + image.getWidth() + "x" + image.getHeight());
        return 0;
    }
}
