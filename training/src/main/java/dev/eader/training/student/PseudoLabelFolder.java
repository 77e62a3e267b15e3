package dev.eader.training.student;

import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.LabelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A folder of pseudo-labels, one {@code ID.png} for each image of a dataset. Thread-safe.
 *
 * @param classes number of classes without background
 */
public record PseudoLabelFolder(Path folder, int classes) {

    /**
     * Reads the labels of an image.
     *
     * @throws DatasetException if the file is missing, has another size than the image, or has a label that is no class of
     *     the dataset; the message names the file
     */
    public LabelFile of(Dataset.Sample sample) {
        Path file = file(sample.id());
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file + " is missing; each image needs its labels");
        }
        LabelFile labels = LabelFile.read(file);
        if (labels.width() != sample.pixels().width()
                || labels.height() != sample.pixels().height()) {
            throw new DatasetException(String.format(
                    Locale.ROOT,
                    "%s is %dx%d pixels, but its image is %dx%d; they must have the same size",
                    file,
                    labels.width(),
                    labels.height(),
                    sample.pixels().width(),
                    sample.pixels().height()));
        }
        for (byte label : labels.labels()) {
            if (label != Dataset.IGNORE && (label & 255) > classes) {
                throw new DatasetException(String.format(
                        Locale.ROOT,
                        "%s has the label %d; accepted are 0 (background), 1 to %d (classes) and 255 (unlabelled)",
                        file,
                        label & 255,
                        classes));
            }
        }
        return labels;
    }

    /**
     * Reads the labels of all images, so that an invalid file is found before training starts.
     *
     * @return SHA-256 of the files, in the order of the dataset, in hexadecimal
     * @throws DatasetException as in {@link #of}
     */
    public String check(Dataset dataset) {
        MessageDigest digest = sha256();
        for (int i = 0; i < dataset.size(); i++) {
            Dataset.Sample sample = dataset.sample(i);
            of(sample);
            try {
                digest.update(Files.readAllBytes(file(sample.id())));
            } catch (IOException e) {
                throw new DatasetException(file(sample.id()) + " cannot be read: " + e, e);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private Path file(String id) {
        return folder.resolve(id + ".png");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
