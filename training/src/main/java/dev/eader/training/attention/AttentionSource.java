package dev.eader.training.attention;

import dev.eader.training.data.Dataset;

/** Provides the attention maps of a picture, for example from a network or a refinement of another source. */
@FunctionalInterface
public interface AttentionSource {
    /**
     * Computes the attention maps of all classes. Implementations must not use the sample's truth.
     *
     * @return maps of any size
     */
    AttentionMaps maps(Dataset.Sample sample);
}
