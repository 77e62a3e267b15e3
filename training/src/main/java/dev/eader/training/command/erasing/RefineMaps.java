package dev.eader.training.command.erasing;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.AttentionFile;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.InputSize;
import dev.eader.training.attention.Refinement;
import dev.eader.training.command.options.BackgroundOptions;
import dev.eader.training.command.options.DataOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.RefineOptions;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.PictureFiles;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Resampling;
import dev.eader.training.threshold.KnownAttention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
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

    @Option(
            names = "--background",
            defaultValue = "0.25",
            description = "Attention above which a pixel gets a label; auto chooses it without masks and writes"
                    + " background.json.")
    @TextFormat(TextFormat.Text.THRESHOLD)
    String background;

    @Mixin
    BackgroundOptions choosing;

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
        try (NDManager manager = NDManager.newBaseManager()) {
            boolean isAuto = background.equals(BackgroundOptions.AUTO);
            write(
                    dataset,
                    refinement,
                    manager,
                    isAuto
                            ? choosing.choose(dataset, out, sample -> refined(sample, refinement, manager))
                            : Double.parseDouble(background));
        }
        return 0;
    }

    private void write(Dataset dataset, Refinement refinement, NDManager manager, double threshold) throws IOException {
        try (ProgressBar bar = new ProgressBar("refine", dataset.size())) {
            for (int i = 0; i < dataset.size(); i++) {
                Sample sample = dataset.sample(i);
                Path file = out.resolve(sample.id() + ".png");
                if (!Files.exists(file)) {
                    labels(sample, refined(sample, refinement, manager), threshold)
                            .write(file);
                }
                bar.step();
            }
        }
    }

    /** The refined attention of a picture; null if it has no class. */
    private KnownAttention refined(Sample sample, Refinement refinement, NDManager manager) {
        AttentionFile coarse = AttentionFile.read(attention.resolve(sample.id() + ".npz"));
        if (coarse.classes().length == 0) {
            return null;
        }
        Pixels picture = sample.pixels();
        InputSize size = InputSize.of(picture.width(), picture.height(), inputSize);
        Pixels scaled = picture.resize(size.width(), size.height());
        AttentionMaps refined = refinement.refine(manager, scaled, enlarged(coarse, size));
        return new KnownAttention(scaled, coarse.classes(), refined.attention());
    }

    private LabelFile labels(Sample sample, KnownAttention refined, double threshold) {
        Pixels picture = sample.pixels();
        byte[] labels = new byte[picture.width() * picture.height()];
        if (refined != null) {
            Pixels size = refined.pixels();
            for (int y = 0; y < picture.height(); y++) {
                int row = (int) ((y + .5) * size.height() / picture.height()) * size.width();
                for (int x = 0; x < picture.width(); x++) {
                    int from = row + (int) ((x + .5) * size.width() / picture.width());
                    labels[y * picture.width() + x] = label(refined, from, threshold);
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
    private byte label(KnownAttention maps, int pixel, double threshold) {
        int best = 0;
        for (int k = 1; k < maps.classes().length; k++) {
            best = maps.attention()[k][pixel] > maps.attention()[best][pixel] ? k : best;
        }
        double above = maps.attention()[best][pixel] - threshold;
        if (Math.abs(above) < unsure) {
            return Dataset.IGNORE;
        }
        return above > 0 ? (byte) (maps.classes()[best] + 1) : 0;
    }
}
