package dev.eader.training.command.erasing;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.AttentionFile;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.InputSize;
import dev.eader.training.attention.Refinement;
import dev.eader.training.command.options.DataOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.RefineOptions;
import dev.eader.training.command.run.PictureFiles;
import dev.eader.training.command.run.Progress;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Resampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Refines attention maps by the colours of their pictures and writes pseudo-labels. */
@Command(
        name = "refine",
        description = "Refines attention maps, ID.npz, by the colours of their pictures; writes pseudo-labels, ID.png."
                + " Existing files are kept.")
public final class RefineMaps implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "Folder of attention maps, ID.npz, of any command.")
    Path attention;

    @Mixin
    DataOptions data;

    @Mixin
    RefineOptions refining;

    @Option(names = "--out", required = true, description = "Folder for the pseudo-labels.")
    Path out;

    @Option(names = "--input-size", defaultValue = "512", description = "Long side for refinement; multiple of 32.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    int inputSize;

    @Option(names = "--background", defaultValue = "0.25", description = "Attention above which a pixel gets a label.")
    @Range(min = 0, max = 1, aboveMin = true, belowMax = true)
    double background;

    @Option(names = "--unsure", defaultValue = "0", description = "Write 255 (unsure) if nearer to --background.")
    @Range(min = 0, max = 1, belowMax = true)
    double unsure;

    @Override
    public Integer call() throws IOException {
        Refinement refinement = refining.refinement();
        if (refinement == null) {
            throw new IllegalArgumentException("--refine ITERATIONS is missing; 2 is a good value");
        }
        Dataset dataset = data.open(1);
        PictureFiles.requireComplete(dataset, attention, ".npz");
        PictureFiles.requireClasses(attention, dataset);
        Files.createDirectories(out);
        try (NDManager manager = NDManager.newBaseManager();
                Progress bar = Progress.of("refine", dataset.size())) {
            for (int i = 0; i < dataset.size(); i++) {
                Sample sample = dataset.sample(i);
                Path file = out.resolve(sample.id() + ".png");
                if (!Files.exists(file)) {
                    labels(sample, refinement, manager).write(file);
                }
                bar.step();
            }
        }
        return 0;
    }

    private LabelFile labels(Sample sample, Refinement refinement, NDManager manager) {
        AttentionFile coarse = AttentionFile.read(attention.resolve(sample.id() + ".npz"));
        Pixels picture = sample.pixels();
        byte[] labels = new byte[picture.width() * picture.height()];
        if (coarse.classes().length > 0) {
            InputSize size = InputSize.of(picture.width(), picture.height(), inputSize);
            AttentionMaps refined =
                    refinement.refine(manager, picture.resize(size.width(), size.height()), enlarged(coarse, size));
            for (int y = 0; y < picture.height(); y++) {
                int row = (int) ((y + .5) * size.height() / picture.height()) * size.width();
                for (int x = 0; x < picture.width(); x++) {
                    int from = row + (int) ((x + .5) * size.width() / picture.width());
                    labels[y * picture.width() + x] = label(refined, coarse.classes(), from);
                }
            }
        }
        return new LabelFile(picture.width(), picture.height(), labels);
    }

    /** Maps of the classes in the file, enlarged to a size. */
    private static AttentionMaps enlarged(AttentionFile coarse, InputSize size) {
        Resampling enlarge = Resampling.between(coarse.columns(), coarse.rows(), size.width(), size.height());
        float[][] maps = Arrays.stream(coarse.attention()).map(enlarge::apply).toArray(float[][]::new);
        return new AttentionMaps(size.width(), size.height(), new float[maps.length], maps, new float[0]);
    }

    /** Label of the class with the highest attention at a pixel; 0 below the threshold, 255 near it. */
    private byte label(AttentionMaps maps, int[] classes, int pixel) {
        int best = 0;
        for (int k = 1; k < classes.length; k++) {
            best = maps.attention()[k][pixel] > maps.attention()[best][pixel] ? k : best;
        }
        double above = maps.attention()[best][pixel] - background;
        if (Math.abs(above) < unsure) {
            return Dataset.IGNORE;
        }
        return above > 0 ? (byte) (classes[best] + 1) : 0;
    }
}
