package dev.eader.training.command.erasing;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.AttentionFile;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.NetworkMaps;
import dev.eader.training.attention.Views;
import dev.eader.training.command.model.Evaluate;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.ViewOptions;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.LabelFile;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the attention to the classes that each picture is labelled with, for later passes to start from. */
@Command(
        name = "attention",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description =
                "Writes a run's attention maps of each picture's own labels as ID.npz, and pseudo-labels as ID.png.")
public final class WriteAttention implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    public Path folder;

    @Option(names = "--out", required = true, description = "Folder for ID.npz and attention.json.")
    public Path out;

    @Option(names = "--split", defaultValue = "train", description = "Split of the run's folder.")
    @Form(pattern = Form.NAME, accepts = Form.NAMES)
    public String split;

    @Option(names = "--count", defaultValue = "300", description = "How many, where scenes are generated.")
    @Range(min = 1, max = 10_000_000)
    public int count;

    @Mixin
    public ViewOptions viewing;

    @Option(names = "--resume", description = "Go on: files that are there stay.")
    public boolean resume;

    @Option(names = "--labels", paramLabel = "FOLDER", description = "Folder for pseudo-labels, ID.png; written anew.")
    public Path labels;

    @Option(
            names = "--background",
            paramLabel = "T",
            description = "Attention that a pseudo-label must exceed, in [0,1]; without, that of the run's card.")
    @Range(min = 0, max = 1)
    public Double background;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N.")
    @Form(pattern = Form.DEVICE, accepts = "cpu or gpu:N")
    public String device;

    /**
     * What the files of a folder have in common, beside them as {@code attention.json}.
     *
     * @param checkpoint SHA-256 of the weights
     * @param fingerprint of the pictures
     * @param classes in the order that files number them in
     */
    public record Settings(String checkpoint, String split, String fingerprint, List<String> classes, Views views) {}

    @Override
    public Integer call() throws IOException {
        Run run = Run.read(folder);
        Views views = viewing.views();
        double threshold = labels == null ? 0 : threshold(views);
        Dataset dataset = run.labelled(split, count);
        prepare(new Settings(checkpoint(), split, dataset.fingerprint(), dataset.classes(), views));
        try (NDManager manager = NDManager.newBaseManager(Run.device(device));
                Network localizer = run.localizer(manager);
                ProgressBar bar = new ProgressBar("attention", dataset.size())) {
            Checkpoint.in(folder).readLocalizer(manager, localizer);
            NetworkMaps source = new NetworkMaps(localizer, manager, views);
            for (int i = 0; i < dataset.size(); i++) {
                write(dataset.sample(i), source, threshold);
                bar.step();
            }
        }
        System.out.printf(Locale.ROOT, "attention of %d pictures in %s%n", dataset.size(), out);
        if (labels != null) {
            System.out.printf(Locale.ROOT, "labels above %.2f in %s%n", threshold, labels);
        }
        return 0;
    }

    private void write(Sample sample, NetworkMaps source, double threshold) throws IOException {
        Path file = out.resolve(sample.id() + ".npz");
        AttentionFile attention;
        if (Files.exists(file)) {
            attention = labels == null ? null : AttentionFile.read(file);
        } else {
            attention = attention(sample, source);
            attention.write(file);
        }
        if (labels != null) {
            AttentionMaps maps = attention.maps(sample.labels().length);
            byte[] pixels = maps.labelMap(Evaluation.presentClasses(maps.scores(), .5), threshold);
            new LabelFile(maps.width(), maps.height(), pixels).write(labels.resolve(sample.id() + ".png"));
        }
    }

    private static AttentionFile attention(Sample sample, NetworkMaps source) {
        int width = sample.pixels().width();
        int height = sample.pixels().height();
        int[] present = IntStream.range(0, sample.labels().length)
                .filter(c -> sample.labels()[c] > .5)
                .toArray();
        AttentionMaps maps = source.maps(sample.pixels(), AttentionFile.quarter(width), AttentionFile.quarter(height));
        float[][] attention =
                IntStream.of(present).mapToObj(c -> maps.attention()[c]).toArray(float[][]::new);
        return new AttentionFile(width, height, present, attention);
    }

    /** A folder holds the maps of one network, made in one way: half of each would be found out much later. */
    private void prepare(Settings settings) throws IOException {
        Path file = out.resolve("attention.json");
        Files.createDirectories(out);
        if (Files.exists(file)) {
            if (!resume) {
                throw new IllegalArgumentException(out + " holds attention already; --resume goes on with it");
            }
            Settings before = JsonFiles.read(file, Settings.class, "`attention` writes it");
            if (!before.equals(settings)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s was made otherwise and cannot be gone on with: %s, now %s",
                        out,
                        before,
                        settings));
            }
        } else {
            try (Stream<Path> files = Files.list(out)) {
                if (files.anyMatch(other -> other.toString().endsWith(".npz"))) {
                    throw new IllegalArgumentException(
                            out + " has files of unknown origin: it has no attention.json; give another --out");
                }
            }
            JsonFiles.write(file, settings);
        }
        if (labels != null) {
            Files.createDirectories(labels);
        }
    }

    private double threshold(Views views) throws IOException {
        return background == null ? card(views).backgroundThreshold() : background;
    }

    private EvaluationCard card(Views views) throws IOException {
        Path file = folder.resolve(Evaluate.card(views, null));
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    file + " is missing: give --background, or `evaluate` the run with the same --scales and --flip");
        }
        return JsonFiles.read(file, EvaluationCard.class, "`evaluate` writes it");
    }

    private String checkpoint() throws IOException {
        try {
            byte[] weights = Files.readAllBytes(Checkpoint.in(folder).file());
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
