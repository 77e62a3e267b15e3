package dev.eader.training.collection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.eader.training.data.AtomicFile;
import dev.eader.training.data.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The content of {@code prepared.json}: what was found in a photo collection and what was made of it.
 *
 * @param form recognised form of the collection
 * @param images folder of the collection
 * @param split description of how the pictures were split
 * @param options that change the prepared pictures or their split
 * @param pictures distinct pictures
 * @param background pictures of no class
 * @param classes in alphabetical order
 * @param copied number of pictures with the bytes of their photo
 * @param converted number of pictures that were rotated, scaled or encoded
 * @param merged photos whose labels another photo with the same bytes has taken over
 * @param duplicates photos that another photo with the same bytes and labels replaces
 * @param bad files that were left out
 * @param ignored files that are not used
 */
public record CollectionReport(
        String form,
        String images,
        String split,
        Options options,
        Count pictures,
        Count background,
        List<ClassCount> classes,
        int copied,
        int converted,
        List<Finding> merged,
        List<Finding> duplicates,
        List<Finding> bad,
        List<Finding> ignored,
        List<String> warnings) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Numbers of pictures. */
    public record Count(int train, int val) {}

    /** Numbers of pictures that show a class. */
    public record ClassCount(String name, int train, int val) {}

    /**
     * Options of the preparation.
     *
     * @param validation share of validation pictures
     * @param maxSide longest side of a picture, in pixels
     */
    public record Options(double validation, long seed, int maxSide) {}

    /** @throws DatasetException if the file is not a report */
    public static CollectionReport read(Path file) throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(file), CollectionReport.class);
        } catch (JsonProcessingException e) {
            throw new DatasetException(
                    file + " is not a report of `prepare`: " + e.getOriginalMessage()
                            + "; delete the folder and run `prepare` again",
                    e);
        }
    }

    void write(Path file) throws IOException {
        AtomicFile.write(file, JSON.writeValueAsBytes(this));
    }
}
