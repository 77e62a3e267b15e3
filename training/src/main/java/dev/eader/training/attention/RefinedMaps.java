package dev.eader.training.attention;

import ai.djl.ndarray.NDManager;
import dev.eader.training.data.Dataset;

/** Applies a {@link Refinement} to the maps of another source. */
public final class RefinedMaps implements AttentionSource {
    private final AttentionSource source;
    private final Refinement refinement;
    private final NDManager manager;

    /** @param source of maps whose width and height are multiples of the refinement's stride */
    public RefinedMaps(AttentionSource source, Refinement refinement, NDManager manager) {
        this.source = source;
        this.refinement = refinement;
        this.manager = manager;
    }

    @Override
    public AttentionMaps maps(Dataset.Sample sample) {
        AttentionMaps maps = source.maps(sample);
        return refinement.refine(manager, sample.pixels().resize(maps.width(), maps.height()), maps);
    }
}
