package dev.eader.training.threshold;

import dev.eader.training.data.Pixels;
import java.util.List;

/** A classifier. */
@FunctionalInterface
public interface ClassScorer {
    /**
     * @param pictures of equal size, both sides multiples of 32 pixels
     * @return [pictures][classes], scores in [0,1]
     */
    float[][] scores(List<Pixels> pictures);
}
