package dev.eader.training.command.affinity;

import ai.djl.ndarray.NDManager;
import dev.eader.training.affinity.AffinityNet;
import dev.eader.training.affinity.AttentionPropagation;
import dev.eader.training.affinity.Background;
import dev.eader.training.affinity.PropagatedAttention;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.DataOptions;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.run.PassFolder;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets attention walk over affinities. */
@Command(
        name = "walk",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Spreads attention within objects; writes refined maps ID.npz and pseudo-labels ID.png."
                + " Pictures that have both already are left out.")
public final class AffinityWalk implements Callable<Integer> {
    /** What the files of a folder were made with; kept in it as {@code walk.json}. */
    public record Settings(
            String run,
            String attention,
            DataSettings source,
            Run.SceneSettings scenes,
            int inputSize,
            double beta,
            int steps,
            String background,
            double unsure) {}

    @Parameters(paramLabel = "RUN", description = "Folder of the affinity's run.")
    public Path folder;

    @Mixin
    public DataOptions data;

    @Option(names = "--attention", required = true, description = "Folder of attention maps, ID.npz.")
    public Path attention;

    @Option(names = "--out", required = true, description = "Folder for the refined maps and pseudo-labels.")
    public Path out;

    @Option(names = "--input-size", defaultValue = "320", description = "Long side, in pixels; a multiple of 32.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    public int inputSize;

    @Option(names = "--beta", defaultValue = "8", description = "How much affinity is sharpened.")
    @Range(min = 0, max = 1000)
    public double beta;

    // the paper's 256 are for pictures of 500 pixels; at 320 they wash over whole pictures
    @Option(names = "--steps", defaultValue = "64", description = "Steps of the walk; the paper has 256.")
    @Range(min = 0, max = 100_000)
    public int steps;

    @Option(
            names = "--background",
            defaultValue = "0.4",
            description = "A threshold, as 0.3, on the walked maps with their maxima at 1; or alpha:A, PSA's"
                    + " (1 - max)^A, which walks too.")
    @Form(pattern = Form.BACKGROUND, accepts = Form.BACKGROUNDS)
    public String background;

    @Option(names = "--unsure", defaultValue = "0", description = "255 where the best two are nearer than this.")
    @Range(min = 0, max = 1, belowMax = true)
    public double unsure;

    @Option(names = "--seed", defaultValue = "1", description = "Of scenes.")
    @Range(min = -0x1p63, max = 0x1p63)
    public long seed;

    @Option(names = "--threads", description = "Walks at a time; the cores unless given.")
    @Range(min = 1, max = 1024)
    public Integer threads;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N, for the network.")
    @Form(pattern = Form.DEVICE, accepts = "cpu or gpu:N")
    public String device;

    @Override
    public Integer call() throws IOException {
        PropagatedAttention.Settings settings =
                new PropagatedAttention.Settings(steps, Background.of(background), unsure);
        AffinityRun run = AffinityRun.read(folder);
        Dataset dataset = data.open(seed);
        if (!dataset.classes().equals(run.classes())) {
            throw new IllegalArgumentException(
                    "the data has the classes " + dataset.classes() + ", and " + folder + " knows " + run.classes());
        }
        PassFolder.requireComplete(dataset, attention, ".npz");
        ClassLists.requireSame(attention, dataset);
        describe();
        int cores = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        try (Tasks walks = new Tasks(cores);
                NDManager manager = NDManager.newBaseManager(Run.device(device));
                AffinityNet network = run.network(manager);
                ProgressBar bar = new ProgressBar("walk", dataset.size())) {
            Checkpoint.in(folder).read(manager, network.state());
            AttentionPropagation walker = new AttentionPropagation(network, manager, inputSize, beta, settings);
            for (int i = 0; i < dataset.size(); i++) {
                Sample sample = dataset.sample(i);
                if (Files.exists(file(sample, ".npz")) && Files.exists(file(sample, ".png"))) {
                    bar.step();
                    continue;
                }
                Callable<PropagatedAttention> walk = walker.prepare(sample, attention.resolve(sample.id() + ".npz"));
                walks.submit(() -> {
                    PropagatedAttention walked = walk.call();
                    walked.attention().write(file(sample, ".npz"));
                    walked.labels().write(file(sample, ".png"));
                    bar.step();
                    return null;
                });
            }
            walks.await();
        }
        return 0;
    }

    private Path file(Sample sample, String suffix) {
        return out.resolve(sample.id() + suffix);
    }

    /** A folder holds what one setting made: a second walk goes on with the first, or is refused. */
    private void describe() throws IOException {
        Settings settings = new Settings(
                folder.toString(),
                attention.toString(),
                data.source(),
                data.settings(),
                inputSize,
                beta,
                steps,
                background,
                unsure);
        Path file = out.resolve("walk.json");
        if (!Files.exists(file)) {
            Files.createDirectories(out);
            JsonFiles.write(file, settings);
        } else if (!JsonFiles.read(file, Settings.class, "`affinity walk` writes it")
                .equals(settings)) {
            throw new IllegalArgumentException(
                    out + " was made with other settings, see its walk.json: give another --out");
        }
    }
}
