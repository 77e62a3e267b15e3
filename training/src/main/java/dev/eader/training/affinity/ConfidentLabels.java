package dev.eader.training.affinity;

import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.LabelFile;
import java.nio.file.Path;

/**
 * Supplies the labels from which affinity is learned: background or a class where these are reliable, uncertain elsewhere
 * (the confident areas of Ahn &amp; Kwak 2018, section 3.3).
 */
@FunctionalInterface
public interface ConfidentLabels {
    /**
     * @return labels of the whole image at any resolution: 0 background, c+1 class c, {@link Dataset#IGNORE} uncertain
     * @throws DatasetException if the image has no labels, or they cannot be read
     */
    LabelFile of(Dataset.Sample sample);

    /** Reads {@code ID.png} of a folder that another pass has written, for example a refinement by colour. */
    static ConfidentLabels inFolder(Path folder) {
        return sample -> LabelFile.read(folder.resolve(sample.id() + ".png"));
    }
}
