package dev.eader.training.command.affinity;

import ai.djl.ndarray.NDManager;
import dev.eader.training.affinity.AffinityNet;
import dev.eader.training.affinity.AttentionPropagation;
import dev.eader.training.affinity.Background;
import dev.eader.training.affinity.PropagatedAttention;
import dev.eader.training.attention.AttentionFile;
import dev.eader.training.command.options.BackgroundOptions;
import dev.eader.training.command.options.DataOptions;
import dev.eader.training.command.options.DeviceOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.command.run.PictureFiles;
import dev.eader.training.command.run.RunData.SceneSettings;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.Pixels;
import dev.eader.training.threshold.KnownAttention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Refines attention maps by a random walk whose transitions are affinities, and writes pseudo-labels. */
@Command(
        name = "walk",
        description = "Refines attention maps by a random walk between cells of the same object; writes maps ID.npz and"
                + " pseudo-labels ID.png. Pictures that have both files are skipped.")
public final class AffinityWalk implements Callable<Integer> {
    /** Settings of all files of a folder, stored as {@code walk.json}. */
    record Settings(
            String run,
            String attention,
            DataSettings source,
            SceneSettings scenes,
            int inputSize,
            double beta,
            int steps,
            String background,
            double unsure) {}

    @Parameters(paramLabel = "RUN", description = "Folder of the affinity run.")
    Path folder;

    @Mixin
    DataOptions data;

    @Option(names = "--attention", required = true, description = "Folder of attention maps, ID.npz.")
    Path attention;

    @Option(names = "--out", required = true, description = "Folder for the refined maps and pseudo-labels.")
    Path out;

    @Option(names = "--input-size", defaultValue = "320", description = "Long side; a multiple of 32 pixels.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    int inputSize;

    @Option(names = "--beta", defaultValue = "8", description = "Exponent of the affinities.")
    @Range(min = 0, max = 1000)
    double beta;

    // the paper's 256 steps are for pictures of 500 pixels; at 320 pixels they smooth too much
    @Option(names = "--steps", defaultValue = "64", description = "Steps of the random walk; the paper uses 256.")
    @Range(min = 0, max = 100_000)
    int steps;

    @Option(
            names = "--background",
            defaultValue = "0.4",
            description =
                    "Threshold on maps scaled to 1; or alpha:A, a walked map (1 - max)^A; or auto, which chooses the"
                            + " threshold without masks and writes background.json.")
    @TextFormat(TextFormat.Text.BACKGROUND)
    String background;

    @Mixin
    BackgroundOptions choosing;

    @Option(names = "--unsure", defaultValue = "0", description = "Write 255 (unsure) if the best two differ by less.")
    @Range(min = 0, max = 1, belowMax = true)
    double unsure;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the scenes.")
    @Range(min = -0x1p63, max = 0x1p63)
    long seed;

    @Option(names = "--threads", description = "Pictures processed in parallel. Default: the number of cores.")
    @Range(min = 1, max = 1024)
    Integer threads;

    @Mixin
    DeviceOptions device;

    @Override
    public Integer call() throws IOException {
        boolean isAuto = background.equals(BackgroundOptions.AUTO);
        // the threshold changes only the labels, not the maps that it is chosen on
        PropagatedAttention.Settings given =
                new PropagatedAttention.Settings(steps, Background.of(isAuto ? "0.5" : background), unsure);
        RunFolder source = new RunFolder(folder);
        AffinityRun run = AffinityRun.read(source);
        Dataset dataset = data.open(seed);
        ClassLists.requireSame(folder.toString(), run.trainingData().classes(), "the data", dataset.classes());
        PictureFiles.requireComplete(dataset, attention, ".npz");
        PictureFiles.requireClasses(attention, dataset);
        prepare();
        int cores = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        try (BoundedExecutor executor = new BoundedExecutor(cores);
                NDManager manager = NDManager.newBaseManager(device.device());
                AffinityNet network = run.network(manager)) {
            source.checkpoint().read(manager, network.state());
            AttentionPropagation trial = new AttentionPropagation(network, manager, inputSize, beta, given);
            write(dataset, executor, isAuto ? withChosenBackground(dataset, trial) : trial);
        }
        return 0;
    }

    private AttentionPropagation withChosenBackground(Dataset dataset, AttentionPropagation trial) throws IOException {
        double threshold = choosing.choose(dataset, out, sample -> walked(sample, trial));
        return new AttentionPropagation(
                trial.network(),
                trial.manager(),
                inputSize,
                beta,
                new PropagatedAttention.Settings(steps, Background.of(Double.toString(threshold)), unsure));
    }

    private KnownAttention walked(Sample sample, AttentionPropagation propagation) {
        try {
            AttentionFile walked = propagation
                    .prepare(sample, attention.resolve(sample.id() + ".npz"))
                    .call()
                    .attention();
            Pixels small = sample.pixels().resize(walked.columns(), walked.rows());
            return new KnownAttention(small, walked.classes(), walked.attention());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Dataset dataset, BoundedExecutor executor, AttentionPropagation propagation) throws IOException {
        try (ProgressBar bar = new ProgressBar("walk", dataset.size())) {
            for (int i = 0; i < dataset.size(); i++) {
                Sample sample = dataset.sample(i);
                if (Files.exists(file(sample, ".npz")) && Files.exists(file(sample, ".png"))) {
                    bar.step();
                    continue;
                }
                Callable<PropagatedAttention> task =
                        propagation.prepare(sample, attention.resolve(sample.id() + ".npz"));
                executor.submit(() -> {
                    PropagatedAttention result = task.call();
                    result.attention().write(file(sample, ".npz"));
                    result.labels().write(file(sample, ".png"));
                    bar.step();
                    return null;
                });
            }
            executor.joinAll();
        }
    }

    private Path file(Sample sample, String suffix) {
        return out.resolve(sample.id() + suffix);
    }

    /** Creates the folder and checks that all files of a folder have the same settings. */
    private void prepare() throws IOException {
        Settings settings = new Settings(
                folder.toString(),
                attention.toString(),
                data.source(),
                data.scenes(),
                inputSize,
                beta,
                steps,
                background,
                unsure);
        Files.createDirectories(out);
        PictureFiles.requireSettings(out.resolve("walk.json"), settings);
    }
}
