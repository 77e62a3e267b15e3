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

/** A folder of {@code ID.png}, one for each picture of a dataset, that some pass drew from image-level labels. */
public record PseudoLabelFolder(Path folder, int classes) {

    /**
     * @throws DatasetException naming the file, when it is not there, not of the picture's size, or has labels that are
     *     no class of the dataset
     */
    public LabelFile of(Dataset.Sample sample) {
        Path file = file(sample.id());
        if (!Files.isRegularFile(file)) {
            throw new DatasetException("there is no " + file + ", and every picture needs its label");
        }
        LabelFile labels = LabelFile.read(file);
        if (labels.width() != sample.pixels().width()
                || labels.height() != sample.pixels().height()) {
            throw new DatasetException(String.format(
                    Locale.ROOT,
                    "%s is %dx%d, its picture %dx%d",
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
                                "%s has the label %d; there are 0 for background, 1 to %d for classes and 255",
                                file,
                                label & 255,
                                classes)
                        + " for unsure");
            }
        }
        return labels;
    }

    /**
     * Reads all labels of a dataset, so that a bad file stops the run now rather than in its third hour.
     *
     * @return SHA-256 over them
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
