package dev.eader.training.command.affinity;

import dev.eader.training.command.options.Range;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.PassFolder;
import dev.eader.training.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What affinity relies on: attention where it is sure, or labels. */
public final class ConfidentOptions {
    @Option(names = "--attention", description = "Folder of attention maps, ID.npz, of every picture of the split.")
    public Path attention;

    @Option(names = "--foreground", defaultValue = "0.4", description = "A class is sure from this attention on.")
    @Range(min = 0, max = 1)
    public double foreground;

    @Option(names = "--background", defaultValue = "0.1", description = "Background is sure up to this attention.")
    @Range(min = 0, max = 1)
    public double background;

    @Option(
            names = "--confident",
            description = "Folder of labels, ID.png, to rely on instead of attention, but for 255 (unsure).")
    public Path confident;

    /** @throws IllegalArgumentException when it is neither, or both */
    public void requireOne() {
        if ((attention == null) == (confident == null)) {
            throw new IllegalArgumentException("give either --attention FOLDER or --confident FOLDER");
        }
    }

    /** @throws IllegalArgumentException when there is not a file for each picture */
    public void requireComplete(Dataset dataset) throws IOException {
        PassFolder.requireComplete(
                dataset, attention == null ? confident : attention, attention == null ? ".png" : ".npz");
        if (attention != null) {
            ClassLists.requireSame(attention, dataset);
        }
    }
}
