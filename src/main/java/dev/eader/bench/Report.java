package dev.eader.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The results of a {@link Comparison}: medians over its rounds, and ratios between modes. */
public final class Report {
    static final String FLOOR = "floor";
    static final String SERVICE = "service";
    static final String SERVICE_EOS = "service_eos";
    static final String NAIVE = "naive";

    private static final List<String> MODES = List.of(FLOOR, SERVICE, SERVICE_EOS, NAIVE);
    private static final List<String> COLUMNS = List.of(
            "fps",
            "cpu_ms_per_frame",
            "latency_p50_ms",
            "latency_p99_ms",
            "added_latency_p50_ms",
            "added_latency_p99_ms");

    private final String model;
    private final int pictures;
    private final Comparison.Settings settings;
    private final Map<Integer, Map<String, ModeMeasurements>> measurements = new LinkedHashMap<>();

    Report(String model, int pictures, Comparison.Settings settings) {
        this.model = model;
        this.pictures = pictures;
        this.settings = settings;
    }

    /** The measurements of a mode with this number of cameras; created empty on first use. */
    ModeMeasurements of(int cameras, String mode) {
        return measurements
                .computeIfAbsent(cameras, number -> new LinkedHashMap<>())
                .computeIfAbsent(mode, name -> new ModeMeasurements());
    }

    /** @return one JSON object without line breaks */
    public String json() {
        try {
            return new ObjectMapper().writeValueAsString(values());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report cannot be written as JSON", e);
        }
    }

    private Map<String, Object> values() {
        int first = settings.cameras().get(0);
        ModeMeasurements floor = of(first, FLOOR);
        ModeMeasurements service = of(first, SERVICE);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", model);
        json.put("frames", pictures);
        json.put("cores", Runtime.getRuntime().availableProcessors());
        json.put("rounds", settings.rounds());
        json.put("seconds", settings.seconds());
        json.put("cameras", first);
        MODES.forEach(mode -> json.put(mode + "_fps", rounded(of(first, mode).fps())));
        json.put("service_to_floor", rounded(service.fps() / floor.fps()));
        json.put("service_eos_to_floor", rounded(of(first, SERVICE_EOS).fps() / floor.fps()));
        json.put("service_cpu_to_floor", rounded(floor.cpuMsPerFrame() / service.cpuMsPerFrame()));
        json.put("service_to_naive", rounded(service.fps() / of(first, NAIVE).fps()));
        MODES.forEach(mode -> json.put(mode, of(first, mode).json(floor)));
        json.put("stages_us", Map.of(FLOOR, stages(floor), SERVICE, stages(service)));
        List<Object> byCameras = new ArrayList<>();
        for (int cameras : settings.cameras()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("cameras", cameras);
            row.put(SERVICE, of(cameras, SERVICE).json(floor));
            row.put(SERVICE_EOS, of(cameras, SERVICE_EOS).json(floor));
            byCameras.add(row);
        }
        json.put("by_cameras", byCameras);
        return json;
    }

    private static Map<String, Double> stages(ModeMeasurements mode) {
        Map<String, Double> stages = new TreeMap<>();
        mode.stagesMicros().forEach((stage, micros) -> stages.put(stage, rounded(micros)));
        return stages;
    }

    /** @return tables for reading */
    public String text() {
        int first = settings.cameras().get(0);
        ModeMeasurements floor = of(first, FLOOR);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s, %d pictures, %d cores, medians of %d rounds of %s s%n",
                model,
                pictures,
                Runtime.getRuntime().availableProcessors(),
                settings.rounds(),
                settings.seconds()));
        text.append(String.format(Locale.ROOT, "%-16s %8s", "mode", "cameras"));
        COLUMNS.forEach(column -> text.append(String.format(Locale.ROOT, "  %20s", column)));
        measurements.forEach((cameras, modes) -> modes.forEach((mode, measured) -> {
            text.append(String.format(Locale.ROOT, "%n%-16s %8s", mode, mode.equals(FLOOR) ? "" : cameras));
            Map<String, Object> json = measured.json(floor);
            COLUMNS.forEach(column -> text.append(String.format(Locale.ROOT, "  %20.2f", json.get(column))));
        }));
        Map<String, Object> json = values();
        for (String ratio :
                List.of("service_to_floor", "service_eos_to_floor", "service_cpu_to_floor", "service_to_naive")) {
            text.append(String.format(Locale.ROOT, "%n%-22s %8.3f", ratio, json.get(ratio)));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%nmicroseconds per frame in each stage: floor %s, service %s",
                        stages(floor),
                        stages(of(first, SERVICE))))
                .toString();
    }

    /** Rounds to thousandths. */
    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.;
    }
}
