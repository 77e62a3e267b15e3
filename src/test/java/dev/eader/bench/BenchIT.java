package dev.eader.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole comparison, short: that its figures are there and fit each other, not how large they are. */
class BenchIT {

    @TempDir
    Path folder;

    @Test
    void a_short_run_ends_with_one_json_object_whose_figures_fit_each_other() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process bench = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "-jar",
                        System.getProperty("eader.jar"),
                        "bench",
                        "--scenes",
                        "--model=scenes",
                        "--rounds=1",
                        "--seconds=1",
                        "--cameras=2,5",
                        "--json")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(bench.waitFor(300, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            bench.descendants().forEach(ProcessHandle::destroyForcibly);
            bench.destroyForcibly();
        }
        assertThat(bench.exitValue()).as(Files.readString(err)).isZero();
        assertThat(Files.readAllLines(out)).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(Files.readString(out));
        for (String mode : List.of("floor", "service", "service_eos", "naive")) {
            JsonNode figures = json.get(mode);
            assertThat(figures.get("fps").asDouble()).as(mode).isPositive();
            assertThat(json.get(mode + "_fps").asDouble())
                    .isEqualTo(figures.get("fps").asDouble());
            assertThat(figures.get("cpu_ms_per_frame").asDouble()).as(mode).isPositive();
            assertThat(figures.get("latency_p50_ms").asDouble()).as(mode).isPositive();
            assertThat(figures.get("latency_p99_ms").asDouble())
                    .as(mode)
                    .isGreaterThanOrEqualTo(figures.get("latency_p50_ms").asDouble());
            assertThat(figures.get("added_latency_p99_ms").isNumber()).as(mode).isTrue();
        }
        assertThat(json.get("service_to_floor").asDouble())
                .isCloseTo(
                        json.get("service_fps").asDouble()
                                / json.get("floor_fps").asDouble(),
                        within(0.01));
        assertThat(json.get("by_cameras")).hasSize(2);
        assertThat(json.at("/by_cameras/1/cameras").asInt()).isEqualTo(5);
        assertThat(json.at("/by_cameras/1/service_eos/fps").asDouble()).isPositive();
        assertThat(json.at("/stages_us/service/infer").asDouble()).isPositive();
    }
}
