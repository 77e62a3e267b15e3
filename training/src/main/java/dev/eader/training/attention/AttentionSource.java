package dev.eader.training.attention;

import dev.eader.training.data.Dataset;
import dev.eader.training.evaluation.Evaluation;

/**
 * Where a picture's attention maps come from: a network at one scale or several, files, a refinement of either. {@link
 * Evaluation} measures them all by one protocol.
 */
@FunctionalInterface
public interface AttentionSource {
    /** Maps of every class, at whatever size they come; the sample's truth is not for looking at. */
    AttentionMaps maps(Dataset.Sample sample);
}
