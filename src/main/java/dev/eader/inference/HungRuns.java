package dev.eader.inference;

import java.util.Set;

/**
 * A snapshot of the inference runs that exceeded the timeout.
 *
 * @param models served names of the models that had such a run and have not answered a batch since
 * @param abandonedRuns number of runs that exceeded the timeout and have not returned yet, in [0,
 *     {@value #MAX_ABANDONED}]
 */
public record HungRuns(Set<String> models, int abandonedRuns) {
    /** Number of abandoned runs at which no new run is started. */
    public static final int MAX_ABANDONED = 3;

    /** Whether inference is stopped until an abandoned run returns. */
    public boolean isLimitReached() {
        return abandonedRuns >= MAX_ABANDONED;
    }
}
