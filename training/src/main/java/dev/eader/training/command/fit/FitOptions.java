package dev.eader.training.command.fit;

import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of {@code fit} that determine its plan. */
final class FitOptions {
    @Option(
            names = "--images",
            required = true,
            paramLabel = "FOLDER",
            description = "Pictures: a folder per class, or with labels.csv, or the VOC devkit, or those of --labels.")
    Path images;

    @Option(names = "--labels", paramLabel = "FILE", description = "labels.csv or COCO-style JSON of --images.")
    Path labels;

    @Option(names = "--background", paramLabel = "FOLDER", description = "Pictures that show none of the classes.")
    Path background;

    @Option(names = "--out", required = true, paramLabel = "RUN", description = "Folder of all results.")
    Path out;

    @Option(names = "--name", defaultValue = "site", description = "Name of the model and of its files.")
    @TextFormat(TextFormat.Text.NAME)
    String name;

    @Option(
            names = "--profile",
            defaultValue = "standard",
            description = "Passes, sizes and lengths: quick (a first impression), standard, best (longer).")
    Profile profile;

    @Option(names = "--device", defaultValue = "cpu", description = "Device of the networks: cpu or gpu:N.")
    @TextFormat(TextFormat.Text.DEVICE)
    String device;

    @Option(
            names = "--init",
            description =
                    "Initial weights: safetensors, a model's ONNX file, or a run. Default: weights in this program.")
    Path init;

    @Option(names = "--localizer", defaultValue = "mobilenet_v2-tf:16", description = "Network of all passes.")
    @TextFormat(TextFormat.Text.NETWORK)
    String localizer;

    @Option(names = "--adversary", defaultValue = "mobilenet_v2-tf", description = "Network of the adversary.")
    @TextFormat(TextFormat.Text.NETWORK)
    String adversary;

    @Option(names = "--validation", defaultValue = "0.15", description = "Share of the pictures for validation.")
    @Range(min = 0, max = 0.5, aboveMin = true)
    double validation;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of all random numbers.")
    @Range(min = -0x1p63, max = 0x1p63)
    long seed;

    @Option(names = "--skip-bad", description = "Leave out files that cannot be read, instead of stopping.")
    boolean isSkippingBad;

    @Option(names = "--tensorboard", description = "Write TensorBoard event files for each training.")
    boolean hasTensorBoard;

    @Option(names = "--skip", split = ",", paramLabel = "PASS", description = "Passes to leave out; see --plan.")
    @TextFormat(TextFormat.Text.NAME)
    List<String> skipped = List.of();

    @Option(
            names = "--set",
            paramLabel = "PASS.OPTION=VALUE",
            description = "Set an option of a pass, as erasing.alpha=0.5. May be repeated.")
    Map<String, String> overrides = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if a folder is an empty text, which would be the current folder */
    void check() {
        if (images.toString().isEmpty() || out.toString().isEmpty()) {
            throw new IllegalArgumentException("--images and --out each take a folder, not an empty value");
        }
    }
}
