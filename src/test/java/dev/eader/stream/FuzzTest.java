package dev.eader.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Mutated inputs in a separate JVM with a small heap. For more or other inputs:
 * {@code -Dtest=FuzzTest -Deader.fuzz.inputs=50000 -Deader.fuzz.seed=7}.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("eader.fuzz.inputs", 2000);
    private static final long SEED = Long.getLong("eader.fuzz.seed", 1);
    private static final int HEAP_MIB = 192;
    /** An image of the maximum size needs three bytes per pixel, and a progressive one also its coefficients. */
    private static final int NATIVE_MIB = 700;

    private static final Pattern SUMMARY = Pattern.compile("slowest_cpu_ms=(\\d+) .* peak_rss_mib=(\\d+)");

    @Test
    void every_input_has_an_outcome_within_time_and_memory() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "fuzz"));
        Path output = folder.resolve("output.txt");
        Path lastInput = folder.resolve("last-input");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MIB + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:ErrorFile=" + folder.resolve("crash-%p.log"),
                        FuzzRun.class.getName(),
                        Integer.toString(INPUTS),
                        Long.toString(SEED),
                        lastInput.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // not an argument: ONNX Runtime reads the command line and crashes on a very long one
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        Process process = builder.start();
        boolean ended = process.waitFor(60 + INPUTS / 20, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String printed = Files.readString(output);
        assertThat(ended && process.exitValue() == 0)
                .as("seed %d; the last input is in %s; output: %s", SEED, lastInput, printed)
                .isTrue();
        String summary = printed.lines()
                .filter(line -> line.startsWith("fuzz: "))
                .findFirst()
                .orElseThrow();
        System.out.println(summary + " seed=" + SEED);
        var numbers = SUMMARY.matcher(summary);
        assertThat(numbers.find()).isTrue();
        assertThat(Long.parseLong(numbers.group(1))).as("slowest input, ms").isLessThanOrEqualTo(1000);
        assertThat(Long.parseLong(numbers.group(2))).as("peak memory, MiB").isLessThan(HEAP_MIB + NATIVE_MIB);
        assertThat(summary)
                .contains("RESULT=", "NOT_A_FRAME=", "CORRUPT_IMAGE=", "TRUNCATED_IMAGE=", "TOO_MANY_PIXELS=");
    }
}
