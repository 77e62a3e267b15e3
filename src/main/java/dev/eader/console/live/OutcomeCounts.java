package dev.eader.console.live;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a camera's frames have come to since somebody began to watch.
 *
 * @param results frames segmented
 * @param skipped frames skipped
 * @param failed frames failed
 * @param fps outcomes a second over the last seconds
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OutcomeCounts(long results, long skipped, long failed, double fps) {}
