package dev.eader.training.affinity;

import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.evaluation.LabelFile;
import java.nio.file.Path;

/**
 * Relies on the labels that another pass has written, where it was not unsure: a refinement by colour, for example.
 *
 * @param folder of label files
 */
public record ConfidentLabels(Path folder) implements ConfidentAreas {
    @Override
    public LabelFile of(Sample sample) {
        return LabelFile.read(folder.resolve(sample.id() + ".png"));
    }
}
