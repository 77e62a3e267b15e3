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
import org.apache.kafka.clients.admin.Admin;

/**
 * Runs every mode on the same frames and model. Modes are started once, warmed, and measured in turns, round after round,
 * so that what changes on the machine meanwhile changes for all of them.
 */
public final class Comparison {
    private static final int PARTITIONS = 4;

    private final BenchModel model;
    private final List<byte[]> pictures;
    private final Settings settings;
    private final Consumer<String> progress;

    /**
     * @param rounds in which every mode has its turn
     * @param warmUp seconds at saturation before the first one: a JVM that has compiled little yet is not what runs for days
     * @param seconds of a measurement
     * @param cameras how many at once; the modes' own figures are of the first number
     */
    public record Settings(int rounds, double warmUp, double seconds, List<Integer> cameras) {}

    /** @param progress hears what is being done */
    public Comparison(BenchModel model, List<byte[]> pictures, Settings settings, Consumer<String> progress) {
        this.model = model;
        this.pictures = pictures;
        this.settings = settings;
        this.progress = progress;
    }

    /** A mode that is reached through Kafka. */
    private record Running(BenchProcess process, LoadGenerator load) implements AutoCloseable {
        @Override
        public void close() {
            load.close();
            process.close();
        }
    }

    /** @throws IllegalStateException when a mode does not start, ends, or does not answer a frame with a result */
    public Report run() {
        Path folder = temporary();
        List<AutoCloseable> open = new ArrayList<>();
        try (BareLoop floor = new BareLoop(model, pictures)) {
            progress.accept("starting a broker, two services and the naive program");
            BenchProcess broker = new BenchProcess(
                    folder, "broker", Map.of(), List.of(), List.of("broker", "--port", "0", "--topic-prefix", "idle."));
            open.add(broker);
            String bootstrap = broker.awaitLine("Kafka at (\\S+), topics");
            Map<String, Running> modes = new LinkedHashMap<>();
            modes.put(Report.SERVICE, service(folder, bootstrap, "at_least_once", open));
            modes.put(Report.SERVICE_EOS, service(folder, bootstrap, "exactly_once_v2", open));
            modes.put(Report.NAIVE, naive(folder, bootstrap, open));
            return measure(floor, modes);
        } finally {
            // the broker, which was first, last: services end in order while there is one
            for (int i = open.size() - 1; i >= 0; i--) {
                close(open.get(i));
            }
            delete(folder);
        }
    }

    private Report measure(BareLoop floor, Map<String, Running> modes) {
        progress.accept("warming up");
        int first = settings.cameras().get(0);
        double seconds = settings.seconds();
        floor.saturate(settings.warmUp());
        floor.alone(settings.warmUp());
        modes.values().forEach(mode -> mode.load().warm(first, settings.warmUp()));
        Report report = new Report(model.name(), pictures.size(), settings);
        for (int cameras : settings.cameras()) {
            // what no camera changes is measured once, in the same rounds as the first number of cameras
            boolean all = cameras == first;
            for (int round = 1; round <= settings.rounds(); round++) {
                progress.accept(
                        String.format(Locale.ROOT, "%d cameras, round %d of %d", cameras, round, settings.rounds()));
                if (all) {
                    ModeMeasurements figures = report.of(cameras, Report.FLOOR);
                    figures.saturated(floor.saturate(seconds));
                    figures.quarter(floor.alone(seconds));
                }
                modes.forEach((name, mode) -> {
                    if (all || !name.equals(Report.NAIVE)) {
                        Measurement saturated = mode.load().saturate(cameras, seconds);
                        ModeMeasurements figures = report.of(cameras, name);
                        figures.saturated(saturated);
                        figures.quarter(mode.load().paced(cameras, figures.fps() / 4, seconds));
                    }
                });
            }
        }
        return report;
    }

    private Running service(Path folder, String bootstrap, String guarantee, List<AutoCloseable> open) {
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

    private Running naive(Path folder, String bootstrap, List<AutoCloseable> open) {
        Topics topics = topics(bootstrap);
        List<String> arguments = List.of(
                "bench-naive", "--bootstrap", bootstrap, "--topic-prefix", prefix(topics), "--model", model.name());
        return add(new BenchProcess(folder, "naive", Map.of(), List.of(), arguments), bootstrap, topics, open);
    }

    private Running add(BenchProcess process, String bootstrap, Topics topics, List<AutoCloseable> open) {
        open.add(process);
        Running running = new Running(process, new LoadGenerator(bootstrap, topics, process, pictures));
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

    private static Path temporary() {
        try {
            return Files.createTempDirectory("eader-bench-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder: " + e.getMessage(), e);
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("a part of the run does not end: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
