package dev.eader.console.live;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Outcomes of one camera since the first page was opened.
 *
 * @param results segmented frames
 * @param skipped skipped frames
 * @param failed failed frames
 * @param fps outcomes per second over the last 3 s
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OutcomeCounts(long results, long skipped, long failed, double fps) {}
