package dev.eader.training.collection;

/**
 * A file that does not become a picture.
 *
 * @param file name in the collection
 * @param reason end of a sentence that starts with the file
 */
public record Finding(String file, String reason) {
    @Override
    public String toString() {
        return file + " " + reason;
    }
}
