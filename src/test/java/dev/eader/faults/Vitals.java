package dev.eader.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Samples resident memory, direct buffers and threads of a service. */
final class Vitals {
    private static final Pattern DIRECT =
            Pattern.compile("(?m)^jvm_buffer_memory_used_bytes\\{[^}]*id=\"direct\"[^}]*} (\\S+)");
    private static final Pattern IN_FLIGHT = Pattern.compile("(?m)^eader_frames_in_hand (\\S+)");

    private final ServiceProcess service;
    private final List<Sample> samples = new ArrayList<>();

    /** @param minutes by {@link System#nanoTime} */
    record Sample(double minutes, long rssKib, long directKib, long threads, long inFlight) {}

    Vitals(ServiceProcess service) {
        this.service = service;
    }

    void sample() throws IOException, InterruptedException {
        String metrics = service.metrics();
        samples.add(new Sample(
                System.nanoTime() / 60e9,
                status("VmRSS"),
                (long) number(DIRECT, metrics) / 1024,
                status("Threads"),
                (long) number(IN_FLIGHT, metrics)));
    }

    private long status(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(service.pid()), "status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static double number(Pattern pattern, String metrics) {
        var found = pattern.matcher(metrics);
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in the metrics");
        }
        return Double.parseDouble(found.group(1));
    }

    /** The samples after warm-up: all but the first third. */
    List<Sample> settled() {
        return samples.subList(samples.size() / 3, samples.size());
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Least-squares slope of the settled samples, per minute. */
    double slope(java.util.function.ToLongFunction<Sample> what) {
        double meanTime =
                settled().stream().mapToDouble(Sample::minutes).average().orElseThrow();
        double mean = settled().stream().mapToLong(what).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (Sample sample : settled()) {
            above += (sample.minutes() - meanTime) * (what.applyAsLong(sample) - mean);
            below += (sample.minutes() - meanTime) * (sample.minutes() - meanTime);
        }
        return above / below;
    }
}
