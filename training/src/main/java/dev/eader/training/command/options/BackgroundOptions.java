package dev.eader.training.command.options;

import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.run.RunData;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.threshold.BackgroundChoice;
import dev.eader.training.threshold.BackgroundCriterion;
import dev.eader.training.threshold.KnownAttention;
import dev.eader.training.threshold.OtsuThreshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Choice of the background threshold of a folder of pseudo-labels by {@code --background auto}. */
public final class BackgroundOptions {
    /** Value of {@code --background}. */
    public static final String AUTO = "auto";

    private static final String FILE = "background.json";

    @Option(
            names = "--auto-pictures",
            defaultValue = "100",
            description = "Pictures on which --background auto chooses, at equal distances.")
    @Range(min = 1, max = 10_000_000)
    int pictures;

    /**
     * Chooses a threshold without masks, prints it and writes {@code background.json}. A folder that has this file keeps
     * its threshold, so that a continued pass does not mix two.
     *
     * @param attention of a picture; null if it has no class
     */
    public double choose(Dataset dataset, Path folder, Function<Sample, KnownAttention> attention) throws IOException {
        Path file = folder.resolve(FILE);
        boolean exists = Files.isRegularFile(file);
        BackgroundChoice choice = exists
                ? JsonFiles.read(file, BackgroundChoice.class, "`--background auto` writes it")
                : choose(dataset, attention);
        if (!exists) {
            JsonFiles.write(file, choice);
        }
        System.out.printf(
                Locale.ROOT,
                "background threshold %.2f, chosen on %d pictures by: %s%n",
                choice.threshold(),
                choice.pictures(),
                choice.criterion());
        return choice.threshold();
    }

    private BackgroundChoice choose(Dataset dataset, Function<Sample, KnownAttention> attention) {
        BackgroundCriterion criterion = new OtsuThreshold();
        int added = 0;
        for (int i : RunData.spread(dataset, pictures).toArray()) {
            KnownAttention known = attention.apply(dataset.sample(i));
            if (known != null && known.classes().length > 0) {
                criterion.add(known);
                added++;
            }
        }
        if (added == 0) {
            throw new IllegalArgumentException("--background auto: none of the " + Math.min(pictures, dataset.size())
                    + " sampled pictures has a class; give a threshold, or more --auto-pictures");
        }
        return BackgroundChoice.of(criterion, added);
    }
}
