package dev.eader.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The measurements of one mode: in each round one at saturation and one at a quarter of that rate. Reports medians. */
final class ModeMeasurements {
    private final List<Measurement> saturated = new ArrayList<>();
    private final List<Measurement> quarter = new ArrayList<>();

    void addSaturated(Measurement measurement) {
        saturated.add(measurement);
    }

    void addQuarter(Measurement measurement) {
        quarter.add(measurement);
    }

    /** Frames per second at saturation. */
    double fps() {
        return median(saturated, Measurement::fps);
    }

    /** CPU time per frame at saturation. */
    double cpuMsPerFrame() {
        return median(saturated, Measurement::cpuMsPerFrame);
    }

    /** Latency at a quarter of saturation. */
    double latencyMs(double share) {
        return median(quarter, measurement -> measurement.latencyMs(share));
    }

    /** Mean time of a frame in each stage, at a quarter of saturation, where frames do not queue up. */
    Map<String, Double> stagesMicros() {
        Map<String, Double> stages = new LinkedHashMap<>();
        for (String stage : quarter.get(0).stagesMicros().keySet()) {
            stages.put(
                    stage,
                    median(quarter, measurement -> measurement.stagesMicros().get(stage)));
        }
        return stages;
    }

    /** @param floor measurements of the bare loop; latencies are also given as the difference to its median */
    Map<String, Object> json(ModeMeasurements floor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("fps", Report.rounded(fps()));
        json.put("cpu_ms_per_frame", Report.rounded(cpuMsPerFrame()));
        double floorMs = floor.latencyMs(0.5);
        for (int percent : new int[] {50, 99}) {
            double latency = latencyMs(percent / 100.);
            json.put("latency_p" + percent + "_ms", Report.rounded(latency));
            // 0 for the bare loop itself, although its percentiles differ from its median
            json.put("added_latency_p" + percent + "_ms", this == floor ? 0. : Report.rounded(latency - floorMs));
        }
        return json;
    }

    private static double median(List<Measurement> measurements, ToDoubleFunction<Measurement> value) {
        return Percentiles.median(
                measurements.stream().map(value::applyAsDouble).toList());
    }
}
