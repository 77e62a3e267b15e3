package dev.eader.training.command.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.training.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Checks a folder that an earlier command filled with one file per picture: attention maps or labels. */
public final class PictureFiles {
    private PictureFiles() {}

    /**
     * Checks that the folder is complete, so that a training does not fail in its first epoch.
     *
     * @param suffix of the files, as {@code .npz}
     * @throws IllegalArgumentException if the folder has fewer files than the dataset has pictures
     */
    public static void requireComplete(Dataset dataset, Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long found = files.filter(file -> file.toString().endsWith(suffix)).count();
            if (found < dataset.size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s has %d files %s for %d pictures; finish the command that writes them",
                        folder,
                        found,
                        suffix,
                        dataset.size()));
            }
        }
    }

    /**
     * Writes the settings of all files of a folder, or compares them with those that the folder has.
     *
     * @param file JSON file in the folder
     * @throws IllegalArgumentException if the folder has other settings
     */
    public static void requireSettings(Path file, Object settings) throws IOException {
        if (!Files.exists(file)) {
            JsonFiles.write(file, settings);
        } else if (!JsonFiles.read(file, settings.getClass(), "the command that filled the folder writes it")
                .equals(settings)) {
            throw new IllegalArgumentException("the files beside " + file
                    + " were made with other settings; give another --out or these settings");
        }
    }

    /** Compares the classes in {@code attention.json}, if the folder has one, with those of the dataset. */
    public static void requireClasses(Path folder, Dataset dataset) throws IOException {
        Path file = folder.resolve("attention.json");
        if (Files.isRegularFile(file)) {
            JsonNode settings = JsonFiles.read(file, JsonNode.class, "`attention` writes it");
            List<String> classes = ClassLists.names(settings.path("classes"));
            ClassLists.requireSame(file.toString(), classes, "the data", dataset.classes());
        }
    }
}
