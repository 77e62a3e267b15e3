package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import dev.eader.faults.AppProcess.Allowance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * HTTP clients that read nothing or send nothing must not slow down frames and probes. The JVM has the options of the container
 * image and the memory limit of the pod. Long form: {@code -Deader.visitors.stalled=450 -Deader.visitors.seconds=60
 * -Deader.visitors.model=voc-animals}.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class VisitorsIT {
    private static final int STALLED = Integer.getInteger("eader.visitors.stalled", 150);
    private static final int SECONDS = Integer.getInteger("eader.visitors.seconds", 10);
    private static final String MODEL = System.getProperty("eader.visitors.model", "scenes");
    private static final boolean LONG = SECONDS >= 60;

    private static final int SILENT = 515;
    private static final int MAX_PAGES = 128;
    private static final double FPS = 10;
    private static final long LIMIT_KIB = 2L << 20;
    private static final long MAX_DIRECT_KIB = 256 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void stalled_and_silent_clients_do_not_affect_frames_probes_and_memory() throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        var service = processes.service(
                broker,
                new Allowance("-XX:MaxRAM=" + (LIMIT_KIB << 10), ":"),
                Map.of("JAVA_TOOL_OPTIONS", imageOptions() + " -XX:NativeMemoryTracking=summary"),
                "eader.model.bundled=scenes," + MODEL,
                "eader.model.default=" + MODEL);
        service.awaitReady();
        try (var load = new Load(broker.bootstrap(), topics.frames(), List.of("a", "b"));
                var large = new LargeFrames(broker.bootstrap(), topics.frames());
                var arrivals = new Arrivals(broker.bootstrap(), topics.segmentations());
                var stalled = new Visitors(service.url());
                var silent = new Visitors(service.url())) {
            load.burst(50);
            large.send();
            arrivals.await(load.sent() + large.sent(), PATIENCE);

            var alone = new VisitorPhase(service, load, large, arrivals, FPS, PATIENCE);
            alone.run(Duration.ofSeconds(SECONDS / 2), () -> {});

            var pages = new int[600];
            VisitorPhase.Round visitors = () -> {
                stalled.close();
                silent.close();
                for (int i = 0; i < STALLED; i++) {
                    pages[stalled.stalledPage()]++;
                }
                for (int i = 0; i < SILENT; i++) {
                    silent.silent();
                }
            };
            visitors.connect();
            var phase = new VisitorPhase(service, load, large, arrivals, FPS, PATIENCE);
            phase.run(Duration.ofSeconds(SECONDS), visitors);
            var vitals = phase.vitals();
            var probes = phase.probes();
            int opened = pages[200];
            int refused = pages[503];
            double rate = phase.rate();
            long slowest = probes.stream().mapToLong(Long::longValue).max().orElseThrow();
            long rss = vitals.samples().stream()
                    .mapToLong(Vitals.Sample::rssKib)
                    .max()
                    .orElseThrow();
            long direct = vitals.samples().stream()
                    .mapToLong(Vitals.Sample::directKib)
                    .max()
                    .orElseThrow();
            System.out.printf(
                    "visitors: stalled=%d opened=%d refused_503=%d silent=%d seconds=%d large_frames=%d picture_kib=%d"
                            + " probes=%d slowest_probe_ms=%d fps=%.1f fps_without=%.1f of %.1f"
                            + " max_rss_mib=%d max_direct_mib=%d %s%n",
                    STALLED,
                    opened,
                    refused,
                    SILENT,
                    SECONDS,
                    large.sent(),
                    large.pictureBytes() / 1024,
                    probes.size(),
                    slowest,
                    rate,
                    alone.rate(),
                    FPS,
                    rss / 1024,
                    direct / 1024,
                    nativeMemory(service));
            assertThat(opened).isPositive();
            assertThat(refused).as("pages beyond the limit").isGreaterThanOrEqualTo(STALLED - MAX_PAGES);
            assertThat(slowest).as("slowest liveness probe, ms").isLessThan(LONG ? 1000 : 3000);
            assertThat(rate).as("frames a second").isGreaterThan(0.7 * alone.rate());
            assertThat(rss).as("resident memory, KiB").isLessThan(LIMIT_KIB);
            assertThat(direct).as("direct memory, KiB").isLessThanOrEqualTo(MAX_DIRECT_KIB);
        }
    }

    @Test
    void silent_connections_and_slow_headers_are_closed() throws Exception {
        var service = processes.service(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:1"),
                List.of("eader.model.bundled=scenes", "eader.model.default=scenes"));
        try (var visitors = new Visitors(service.url())) {
            var silent = visitors.connect("");
            var slow = visitors.connect("GET / HTTP/1.1\r\nHost: localhost\r\n");
            Awaitility.await("both to be closed").atMost(Duration.ofSeconds(20)).until(() -> {
                try {
                    // one byte per second
                    slow.getOutputStream().write('X');
                    return false;
                } catch (java.io.IOException closed) {
                    return true;
                }
            });
            silent.setSoTimeout(10_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(visitors.ask("GET /api/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    /** JVM options of the CPU container image. */
    private static String imageOptions() throws Exception {
        var options = Pattern.compile("JAVA_TOOL_OPTIONS=\"([^\"]+)\"")
                .matcher(Files.readString(Path.of("src/main/docker/Dockerfile.cpu")));
        assertThat(options.find()).isTrue();
        return options.group(1);
    }

    /** Memory committed by the JVM, by kind; the rest of the resident memory belongs to native libraries. */
    private static String nativeMemory(ServiceProcess service) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(service.pid()),
                        "VM.native_memory",
                        "summary",
                        "scale=MB")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes());
        var kinds = Pattern.compile(
                        "-\\s+(Java Heap|Class|Thread|Code|GC|Other|Internal|Metaspace) \\(reserved=\\d+MB, committed=(\\d+)MB")
                .matcher(text);
        var summary = new StringBuilder("committed_mib:");
        while (kinds.find()) {
            summary.append(' ')
                    .append(kinds.group(1).replace(' ', '_'))
                    .append('=')
                    .append(kinds.group(2));
        }
        return summary.toString();
    }
}
