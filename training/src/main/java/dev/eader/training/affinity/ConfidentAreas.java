package dev.eader.training.affinity;

import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.evaluation.LabelFile;

/** Says what can be relied on in a picture: where a pass is sure of object or background, and nothing elsewhere. */
@FunctionalInterface
public interface ConfidentAreas {
    /**
     * @return labels over the whole picture, at any resolution: 0 background, c+1 class c, {@link
     *     dev.eader.training.data.Dataset#IGNORE} unsure
     * @throws dev.eader.training.data.DatasetException when there is nothing about this picture, or it cannot be read
     */
    LabelFile of(Sample sample);
}
