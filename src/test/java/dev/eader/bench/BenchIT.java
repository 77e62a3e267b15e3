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

/** Runs a short comparison and checks that its results are complete and consistent, but not their size. */
class BenchIT {

    @TempDir
    Path folder;

    @Test
    void short_comparison_prints_one_consistent_json_object() throws Exception {
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
            JsonNode results = json.get(mode);
            assertThat(results.get("fps").asDouble()).as(mode).isPositive();
            assertThat(json.get(mode + "_fps").asDouble())
                    .isEqualTo(results.get("fps").asDouble());
            assertThat(results.get("cpu_ms_per_frame").asDouble()).as(mode).isPositive();
            assertThat(results.get("latency_p50_ms").asDouble()).as(mode).isPositive();
            assertThat(results.get("latency_p99_ms").asDouble())
                    .as(mode)
                    .isGreaterThanOrEqualTo(results.get("latency_p50_ms").asDouble());
            assertThat(results.get("added_latency_p99_ms").isNumber()).as(mode).isTrue();
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
