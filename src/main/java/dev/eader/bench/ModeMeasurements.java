package dev.eader.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One mode's windows, a pair for each round: at saturation, and at a quarter of it. */
final class ModeMeasurements {
    private final List<Measurement> saturated = new ArrayList<>();
    private final List<Measurement> quarter = new ArrayList<>();

    void saturated(Measurement window) {
        saturated.add(window);
    }

    void quarter(Measurement window) {
        quarter.add(window);
    }

    double fps() {
        return median(saturated, Measurement::fps);
    }

    double cpuMsPerFrame() {
        return median(saturated, Measurement::cpuMsPerFrame);
    }

    double latencyMs(double share) {
        return median(quarter, window -> window.latencyMs(share));
    }

    /** Of the windows at a quarter of saturation, where nothing waits for what came before it. */
    Map<String, Double> stagesMicros() {
        Map<String, Double> stages = new LinkedHashMap<>();
        for (String stage : quarter.get(0).stagesMicros().keySet()) {
            stages.put(stage, median(quarter, window -> window.stagesMicros().get(stage)));
        }
        return stages;
    }

    /** @param bare the figures of a frame alone, without Kafka */
    Map<String, Object> json(ModeMeasurements bare) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("fps", Report.rounded(fps()));
        json.put("cpu_ms_per_frame", Report.rounded(cpuMsPerFrame()));
        double alone = bare.latencyMs(0.5);
        for (int percent : new int[] {50, 99}) {
            double latency = latencyMs(percent / 100.);
            json.put("latency_p" + percent + "_ms", Report.rounded(latency));
            // the floor is what is added to: its own spread is no addition
            json.put("added_latency_p" + percent + "_ms", this == bare ? 0. : Report.rounded(latency - alone));
        }
        return json;
    }

    private static double median(List<Measurement> windows, ToDoubleFunction<Measurement> figure) {
        return Percentiles.median(windows.stream().map(figure::applyAsDouble).toList());
    }
}
