package dev.eader.training.attention;

import dev.eader.training.data.Dataset;

/** Supplies the attention maps of images: from a network at one or several scales, from files, or refined from another source. */
@FunctionalInterface
public interface AttentionSource {
    /**
     * Returns the maps of every class, at any size. Implementations must not use the ground truth of the sample.
     */
    AttentionMaps maps(Dataset.Sample sample);
}
