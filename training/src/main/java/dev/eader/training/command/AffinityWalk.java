package dev.eader.training.command;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.affinity.AffinityNet;
import dev.eader.training.affinity.Background;
import dev.eader.training.affinity.Neighbours;
import dev.eader.training.affinity.Walked;
import dev.eader.training.affinity.RandomWalk;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.Pixels;
import dev.eader.training.evaluation.AttentionFile;
import dev.eader.training.evaluation.InputSize;
import dev.eader.training.network.Plane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
final class AffinityWalk implements Callable<Integer> {
    /** What the files of a folder were made with; kept in it as {@code walk.json}. */
    record Settings(
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
    Path folder;

    @Mixin
    DataOptions data;

    @Option(names = "--attention", required = true, description = "Folder of attention maps, ID.npz.")
    Path attention;

    @Option(names = "--out", required = true, description = "Folder for the refined maps and pseudo-labels.")
    Path out;

    @Option(names = "--input-size", defaultValue = "320", description = "Long side, in pixels; a multiple of 32.")
    int inputSize;

    @Option(names = "--beta", defaultValue = "8", description = "How much affinity is sharpened.")
    double beta;

    // the paper's 256 are for pictures of 500 pixels; at 320 they wash over whole pictures
    @Option(names = "--steps", defaultValue = "64", description = "Steps of the walk; the paper has 256.")
    int steps;

    @Option(
            names = "--background",
            defaultValue = "0.4",
            description = "A threshold, as 0.3, on the walked maps with their maxima at 1; or alpha:A, PSA's"
                    + " (1 - max)^A, which walks too.")
    String background;

    @Option(names = "--unsure", defaultValue = "0", description = "255 where the best two are nearer than this.")
    double unsure;

    @Option(names = "--seed", defaultValue = "1", description = "Of scenes.")
    long seed;

    @Option(names = "--threads", description = "Walks at a time; the cores unless given.")
    Integer threads;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N, for the network.")
    String device;

    @Override
    public Integer call() throws IOException {
        if (inputSize < 32 || inputSize % 32 != 0) {
            throw new IllegalArgumentException("--input-size takes a multiple of 32, not " + inputSize);
        }
        if (steps < 0 || beta < 0 || unsure < 0 || threads != null && threads < 1) {
            throw new IllegalArgumentException("--steps, --beta and --unsure take 0 or more, --threads 1 or more");
        }
        Walked.Settings settings = new Walked.Settings(steps, Background.of(background), unsure);
        AffinityRun run = AffinityRun.read(folder);
        Dataset dataset = data.open(seed);
        if (!dataset.classes().equals(run.classes())) {
            throw new IllegalArgumentException(
                    "the data has the classes " + dataset.classes() + ", and " + folder + " knows " + run.classes());
        }
        AffinityTrain.requireFiles(dataset, attention, ".npz");
        describe();
        int cores = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        ThreadPoolExecutor walks = new ThreadPoolExecutor(
                cores,
                cores,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(cores),
                new ThreadPoolExecutor.CallerRunsPolicy());
        try (NDManager manager = NDManager.newBaseManager(Run.device(device));
                AffinityNet network = run.network(manager);
                ProgressBar bar = new ProgressBar("walk", dataset.size())) {
            Checkpoint.in(folder).read(manager, network.state());
            Deque<Future<?>> walking = new ArrayDeque<>();
            for (int i = 0; i < dataset.size(); i++) {
                Sample sample = dataset.sample(i);
                if (Files.exists(file(sample, ".npz")) && Files.exists(file(sample, ".png"))) {
                    bar.step();
                    continue;
                }
                while (!walking.isEmpty() && walking.peek().isDone()) {
                    walking.remove().get();
                }
                Callable<Void> walk = prepare(network, manager, sample, settings);
                walking.add(walks.submit(() -> {
                    walk.call();
                    bar.step();
                    return null;
                }));
            }
            for (Future<?> each : walking) {
                each.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            walks.shutdownNow();
        }
        return 0;
    }

    /** Affinity here, on the network's thread; what it returns may run on any. */
    private Callable<Void> prepare(
            AffinityNet network, NDManager manager, Sample sample, Walked.Settings settings) {
        Pixels picture = sample.pixels();
        InputSize size = InputSize.of(picture.width(), picture.height(), inputSize);
        Pixels scaled = picture.resize(size.width(), size.height());
        float[] features;
        int channels;
        try (NDManager scope = manager.newSubManager()) {
            float[] planes = scaled.crop(0, 0, size.width(), size.height(), size.width(), size.height(), false);
            NDArray found = network.features(scope.create(planes, new Shape(1, 3, size.height(), size.width())));
            features = found.toFloatArray();
            channels = (int) found.getShape().get(1);
        }
        Plane cells = network.plane(size.width(), size.height());
        return () -> {
            AttentionFile maps = AttentionFile.read(attention.resolve(sample.id() + ".npz"));
            if (maps.width() != picture.width() || maps.height() != picture.height()) {
                throw new DatasetException("%s is of a picture of %dx%d, and %s has %dx%d"
                        .formatted(
                                attention.resolve(sample.id() + ".npz"),
                                maps.width(),
                                maps.height(),
                                sample.id(),
                                picture.width(),
                                picture.height()));
            }
            Neighbours neighbours = Neighbours.of(cells.rows(), cells.columns());
            RandomWalk walk = new RandomWalk(features, channels, neighbours, beta);
            Walked made = Walked.of(maps, walk, cells, size.width(), size.height(), settings);
            made.attention().write(file(sample, ".npz"));
            made.labels().write(file(sample, ".png"));
            return null;
        };
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
            Run.JSON.writeValue(file.toFile(), settings);
        } else if (!Run.JSON.readValue(file.toFile(), Settings.class).equals(settings)) {
            throw new IllegalArgumentException(
                    out + " was made with other settings, see its walk.json: give another --out");
        }
    }
}
