package dev.eader.training.evaluation;

import dev.eader.training.data.Dataset;

/**
 * Where a picture's attention maps come from: a network at one scale or several, files, a refinement of either. {@link
 * Evaluation} measures them all by one protocol.
 */
@FunctionalInterface
public interface AttentionSource {
    /** Maps of every class, at whatever size they come; the sample's truth is not for looking at. */
    AttentionMaps maps(Dataset.Sample sample);
}
