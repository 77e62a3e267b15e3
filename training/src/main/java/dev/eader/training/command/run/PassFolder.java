package dev.eader.training.command.run;

import dev.eader.training.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** A folder that one pass leaves for the next, with a file for each picture. */
public final class PassFolder {
    private PassFolder() {}

    /**
     * A pass that was not finished would stop the next in the middle of its first epoch.
     *
     * @throws IllegalArgumentException when there are fewer files than pictures
     */
    public static void requireComplete(Dataset dataset, Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long found = files.filter(file -> file.toString().endsWith(suffix)).count();
            if (found < dataset.size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s holds %d files %s, and the split has %d pictures",
                        folder,
                        found,
                        suffix,
                        dataset.size()));
            }
        }
    }
}
