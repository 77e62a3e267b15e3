package dev.eader.inference;

import java.util.Set;

/**
 * What hangs.
 *
 * @param models the models, by the names they are served under, that hung in a run and have not answered since
 * @param abandonedRuns runs that hang still, in [0, {@value #MAX_ABANDONED}]
 */
public record HungRuns(Set<String> models, int abandonedRuns) {
    /** With so many runs abandoned, no other is begun. */
    public static final int MAX_ABANDONED = 3;

    /** Whether nothing is run any more, until an abandoned run comes back. */
    public boolean isLimitReached() {
        return abandonedRuns >= MAX_ABANDONED;
    }
}
