package dev.eader.training.command.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measured times of training steps, with the set-up. The component names are those of the JSON output.
 *
 * @param version of PyTorch
 * @param localizerMs median, in milliseconds, also {@code adversaryMs}
 * @param peakMib largest resident memory of the process; null if the operating system does not report it
 */
public record StepTimes(
        String program,
        String version,
        String localizer,
        String adversary,
        @JsonProperty("batch_norm") boolean batchNorm,
        int size,
        int batch,
        int labels,
        int threads,
        int steps,
        @JsonProperty("localizer_ms") double localizerMs,
        @JsonProperty("adversary_ms") double adversaryMs,
        @JsonProperty("peak_mib") Long peakMib) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    static double median(List<Double> values) {
        Collections.sort(values);
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    static Long peak() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return null;
        }
        Matcher found = PEAK.matcher(Files.readString(STATUS));
        return found.find() ? Long.parseLong(found.group(1)) / 1024 : null;
    }

    String sentence() {
        return String.format(
                Locale.ROOT,
                "localizer %s %.0f ms, adversary %s %.0f ms a step (median of %d; %d pictures of %d px, %d threads), peak memory %s",
                localizer,
                localizerMs,
                adversary,
                adversaryMs,
                steps,
                batch,
                size,
                threads,
                peakMib == null ? "unknown" : peakMib + " MiB");
    }
}
