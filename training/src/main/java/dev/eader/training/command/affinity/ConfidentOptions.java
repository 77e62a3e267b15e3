package dev.eader.training.command.affinity;

import dev.eader.training.command.options.Range;
import dev.eader.training.command.run.PictureFiles;
import dev.eader.training.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine.Option;

/** Areas with a known label, from which affinity is learned: confident attention, or label files. */
final class ConfidentOptions {
    @Option(names = "--attention", description = "Folder of attention maps, ID.npz, of every picture of the split.")
    Path attention;

    @Option(names = "--foreground", defaultValue = "0.4", description = "Smallest attention of a pixel of a class.")
    @Range(min = 0, max = 1)
    double foreground;

    @Option(names = "--background", defaultValue = "0.1", description = "Largest attention of a background pixel.")
    @Range(min = 0, max = 1)
    double background;

    @Option(names = "--confident", description = "Folder of labels, ID.png, instead of attention; 255 is unsure.")
    Path confident;

    /**
     * Checks that there is a file for each picture.
     *
     * @throws IllegalArgumentException if a file is missing, or not exactly one folder is given
     */
    AffinityRun.Areas areas(Dataset dataset) throws IOException {
        if ((attention == null) == (confident == null)) {
            throw new IllegalArgumentException("give either --attention FOLDER or --confident FOLDER");
        }
        if (attention == null) {
            PictureFiles.requireComplete(dataset, confident, ".png");
        } else {
            PictureFiles.requireComplete(dataset, attention, ".npz");
            PictureFiles.requireClasses(attention, dataset);
        }
        return new AffinityRun.Areas(
                Objects.toString(attention, null), foreground, background, Objects.toString(confident, null));
    }
}
