package dev.eader.training.command.erasing;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.AttentionFile;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.NetworkMaps;
import dev.eader.training.attention.Views;
import dev.eader.training.command.options.DeviceOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.options.ViewOptions;
import dev.eader.training.command.run.PictureFiles;
import dev.eader.training.command.run.Progress;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.LabelFile;
import dev.eader.training.evaluation.Evaluation;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the attention maps of each picture's own labels, and optionally pseudo-labels, for later trainings. */
@Command(
        name = "attention",
        description =
                "Writes a run's attention maps of each picture's own labels as ID.npz, and pseudo-labels as ID.png.")
public final class WriteAttention implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    Path folder;

    @Option(names = "--out", required = true, description = "Folder for ID.npz and attention.json.")
    Path out;

    @Option(names = "--split", defaultValue = "train", description = "Split of the run's folder.")
    @TextFormat(TextFormat.Text.NAME)
    String split;

    @Option(names = "--count", defaultValue = "300", description = "Number of scenes, if the run's data are scenes.")
    @Range(min = 1, max = 10_000_000)
    int count;

    @Mixin
    ViewOptions viewing;

    @Option(names = "--resume", description = "Continue in a folder that has attention maps; existing files are kept.")
    boolean isResumed;

    @Option(names = "--labels", paramLabel = "FOLDER", description = "Folder for pseudo-labels, ID.png; overwritten.")
    Path labels;

    @Option(names = "--background", paramLabel = "T", description = "Label threshold. Default: that of the card.")
    @Range(min = 0, max = 1)
    Double background;

    @Mixin
    DeviceOptions device;

    /**
     * Settings of all files of a folder, stored as {@code attention.json}.
     *
     * @param checkpoint SHA-256 of the checkpoint
     * @param fingerprint of the pictures
     * @param classes names in the order of the class numbers of the files
     */
    record Settings(String checkpoint, String split, String fingerprint, List<String> classes, Views views) {}

    @Override
    public Integer call() throws IOException {
        RunFolder source = new RunFolder(folder);
        ErasingRun run = ErasingRun.read(source);
        Views views = viewing.views();
        double threshold = labels == null ? 0 : threshold(source, views);
        Dataset dataset = run.trainingData().labelled(split, count, run.seed());
        prepare(new Settings(checksum(source), split, dataset.fingerprint(), dataset.classes(), views));
        try (NDManager manager = NDManager.newBaseManager(device.device());
                Network localizer = run.trained(manager, source);
                Progress bar = Progress.of("attention", dataset.size())) {
            NetworkMaps maps = new NetworkMaps(localizer, manager, views);
            for (int i = 0; i < dataset.size(); i++) {
                write(dataset.sample(i), maps, threshold);
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

    /** Creates the folders and checks that all attention maps of a folder have the same settings. */
    private void prepare(Settings settings) throws IOException {
        Path file = out.resolve("attention.json");
        Files.createDirectories(out);
        if (Files.exists(file) && !isResumed) {
            throw new IllegalArgumentException(
                    out + " already contains attention maps; give --resume to continue or another --out");
        }
        if (!Files.exists(file)) {
            try (Stream<Path> files = Files.list(out)) {
                if (files.anyMatch(other -> other.toString().endsWith(".npz"))) {
                    throw new IllegalArgumentException(
                            out + " contains .npz files but no attention.json with their settings; give another --out");
                }
            }
        }
        PictureFiles.requireSettings(file, settings);
        if (labels != null) {
            Files.createDirectories(labels);
        }
    }

    private double threshold(RunFolder run, Views views) throws IOException {
        if (background != null) {
            return background;
        }
        String card = RunFolder.cardName(views, false);
        if (!Files.isRegularFile(folder.resolve(card))) {
            throw new IllegalArgumentException(folder.resolve(card)
                    + " is missing: give --background, or run `evaluate` with the same --scales and --flip");
        }
        return run.card(card).backgroundThreshold();
    }

    private static String checksum(RunFolder run) throws IOException {
        try {
            byte[] weights = Files.readAllBytes(run.checkpoint().file());
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
