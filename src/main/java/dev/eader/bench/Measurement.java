package dev.eader.bench;

import java.util.List;
import java.util.Map;

/**
 * What one mode did in one stretch of time.
 *
 * @param frames answered
 * @param seconds that it took
 * @param cpuSeconds of the mode's own process, user and system
 * @param latenciesMs of each frame, from capture to result
 * @param stagesMicros mean time of a frame in each stage
 */
record Measurement(
        long frames, double seconds, double cpuSeconds, List<Double> latenciesMs, Map<String, Double> stagesMicros) {

    double fps() {
        return frames / seconds;
    }

    double cpuMsPerFrame() {
        return 1000 * cpuSeconds / Math.max(1, frames);
    }

    double latencyMs(double share) {
        return new Percentiles(latenciesMs).at(share);
    }
}
