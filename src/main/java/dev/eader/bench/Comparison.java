package dev.eader.bench;

import dev.eader.broker.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Measures all modes on the same frames and model. All modes are started once and warmed up; then each round measures
 * them one after the other, so that changes on the machine affect all modes alike.
 */
public final class Comparison {
    private static final int PARTITIONS = 4;

    private final BenchModel model;
    private final List<byte[]> pictures;
    private final Settings settings;
    private final Consumer<String> progress;

    /**
     * Settings of a comparison.
     *
     * @param rounds number of rounds; each measures every mode
     * @param warmUp seconds at saturation before the first round, so that the JIT compiler has compiled the hot code
     * @param seconds duration of each measurement
     * @param cameras numbers of concurrent cameras to measure; modes are compared at the first number
     */
    public record Settings(int rounds, double warmUp, double seconds, List<Integer> cameras) {}

    /** @param progress receives a line for each step */
    public Comparison(BenchModel model, List<byte[]> pictures, Settings settings, Consumer<String> progress) {
        this.model = model;
        this.pictures = pictures;
        this.settings = settings;
        this.progress = progress;
    }

    /** The process of a mode that uses Kafka, and the load on it. */
    private record RunningMode(BenchProcess process, LoadGenerator load) implements AutoCloseable {
        @Override
        public void close() {
            load.close();
            process.close();
        }
    }

    /** @throws IllegalStateException if a mode does not start, ends, or does not produce a result for a frame */
    public Report run() {
        Path folder = temporaryFolder();
        List<AutoCloseable> open = new ArrayList<>();
        try (BareLoop floor = new BareLoop(model, pictures)) {
            progress.accept("starting a broker, two services and the naive program");
            BenchProcess broker = new BenchProcess(
                    folder, "broker", Map.of(), List.of(), List.of("broker", "--port", "0", "--topic-prefix", "idle."));
            open.add(broker);
            String bootstrap = broker.awaitLine("Kafka at (\\S+), topics");
            Map<String, RunningMode> modes = new LinkedHashMap<>();
            modes.put(Report.SERVICE, service(folder, bootstrap, "at_least_once", open));
            modes.put(Report.SERVICE_EOS, service(folder, bootstrap, "exactly_once_v2", open));
            modes.put(Report.NAIVE, naive(folder, bootstrap, open));
            return measure(floor, modes);
        } finally {
            // In reverse order: the services must end before the broker does.
            for (int i = open.size() - 1; i >= 0; i--) {
                close(open.get(i));
            }
            delete(folder);
        }
    }

    private Report measure(BareLoop floor, Map<String, RunningMode> modes) {
        progress.accept("warming up");
        int first = settings.cameras().get(0);
        double seconds = settings.seconds();
        floor.saturate(settings.warmUp());
        floor.runSingle(settings.warmUp());
        modes.values().forEach(mode -> mode.load().warmUp(first, settings.warmUp()));
        Report report = new Report(model.name(), pictures.size(), settings);
        for (int cameras : settings.cameras()) {
            // The bare loop and the naive pipeline are measured with the first number of cameras only.
            boolean all = cameras == first;
            for (int round = 1; round <= settings.rounds(); round++) {
                progress.accept(
                        String.format(Locale.ROOT, "%d cameras, round %d of %d", cameras, round, settings.rounds()));
                if (all) {
                    ModeMeasurements measurements = report.of(cameras, Report.FLOOR);
                    measurements.addSaturated(floor.saturate(seconds));
                    measurements.addQuarter(floor.runSingle(seconds));
                }
                modes.forEach((name, mode) -> {
                    if (all || !name.equals(Report.NAIVE)) {
                        Measurement saturated = mode.load().saturate(cameras, seconds);
                        ModeMeasurements measurements = report.of(cameras, name);
                        measurements.addSaturated(saturated);
                        measurements.addQuarter(mode.load().paced(cameras, measurements.fps() / 4, seconds));
                    }
                });
            }
        }
        return report;
    }

    private RunningMode service(Path folder, String bootstrap, String guarantee, List<AutoCloseable> open) {
        Topics topics = topics(bootstrap);
        List<String> properties = new ArrayList<>(List.of(
                "quarkus.http.port=0",
                "quarkus.management.port=0",
                "quarkus.kafka-streams.application-id=" + UUID.randomUUID(),
                "eader.topics.prefix=" + prefix(topics),
                "eader.stream.guarantee=" + guarantee));
        properties.addAll(model.properties());
        Map<String, String> environment = Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrap);
        return add(new BenchProcess(folder, guarantee, environment, properties, List.of()), bootstrap, topics, open);
    }

    private RunningMode naive(Path folder, String bootstrap, List<AutoCloseable> open) {
        Topics topics = topics(bootstrap);
        List<String> arguments = List.of(
                "bench-naive", "--bootstrap", bootstrap, "--topic-prefix", prefix(topics), "--model", model.name());
        return add(new BenchProcess(folder, "naive", Map.of(), List.of(), arguments), bootstrap, topics, open);
    }

    private RunningMode add(BenchProcess process, String bootstrap, Topics topics, List<AutoCloseable> open) {
        open.add(process);
        RunningMode running = new RunningMode(process, new LoadGenerator(bootstrap, topics, process, pictures));
        open.add(running);
        return running;
    }

    private static Topics topics(String bootstrap) {
        Topics topics = Topics.prefixed(UUID.randomUUID() + ".");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            topics.createMissing(admin, PARTITIONS, (short) 1);
        }
        return topics;
    }

    private static String prefix(Topics topics) {
        return topics.frames().replaceFirst("frames\\.v1$", "");
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("eader-bench-");
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary folder cannot be created: " + e.getMessage(), e);
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("a part of the benchmark cannot be closed: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
