package dev.eader.bench;

import java.util.List;
import java.util.Map;

/**
 * The results of one mode in one interval of time.
 *
 * @param frames number of frames that were answered
 * @param seconds duration of the interval
 * @param cpuSeconds CPU time of the mode's process, user and system
 * @param latenciesMs latency of each frame from capture to result, in milliseconds
 * @param stagesMicros mean time of a frame in each stage, in microseconds
 */
record Measurement(
        long frames, double seconds, double cpuSeconds, List<Double> latenciesMs, Map<String, Double> stagesMicros) {

    double fps() {
        return frames / seconds;
    }

    double cpuMsPerFrame() {
        return 1000 * cpuSeconds / Math.max(1, frames);
    }

    /** @param share share of the frames that have at most the returned latency, in (0, 1] */
    double latencyMs(double share) {
        return new Percentiles(latenciesMs).at(share);
    }
}
