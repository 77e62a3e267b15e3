package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends more frames than the service can process. Long form with performance targets, for an idle machine: {@code
 * -Deader.overload.seconds=60 -Deader.soak.minutes=30}.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class LoadIT {
    private static final int OVERLOAD_SECONDS = Integer.getInteger("eader.overload.seconds", 6);
    private static final double SOAK_MINUTES = Double.parseDouble(System.getProperty("eader.soak.minutes", "0.15"));
    private static final boolean LONG_OVERLOAD = OVERLOAD_SECONDS >= 30;
    private static final boolean LONG_SOAK = SOAK_MINUTES >= 5;

    private static final List<String> CAMERAS = List.of("a", "b", "c", "d", "e", "f", "g", "h");
    private static final int WARM_UP = 400;
    private static final int MEASURED = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final int HEAP_AND_NATIVE_KIB = 1 << 20;
    /** Polled and buffered frames of four partitions. */
    private static final int MAX_IN_FLIGHT = 4 * (32 + 32) + 64;

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void LATEST_at_twice_the_capacity_keeps_results_fresh_and_cameras_even() throws Exception {
        var broker = processes.broker();
        processes.service(broker, "eader.freshness.policy=LATEST", "eader.freshness.max-age=500ms");
        var topics = Topics.prefixed(processes.topicPrefix());
        try (var load = new Load(broker.bootstrap(), topics.frames(), CAMERAS);
                var arrivals = new Arrivals(broker.bootstrap(), topics.segmentations())) {
            double capacity = capacity(load, arrivals);
            long before = arrivals.count();
            arrivals.resetCounts();
            load.run(2 * capacity, Duration.ofSeconds(OVERLOAD_SECONDS));
            arrivals.await(load.sent(), PATIENCE);

            var cameras = arrivals.cameras();
            int results =
                    cameras.values().stream().mapToInt(camera -> camera.results).sum();
            int skipped =
                    cameras.values().stream().mapToInt(camera -> camera.skipped).sum();
            int failed =
                    cameras.values().stream().mapToInt(camera -> camera.failed).sum();
            int least = cameras.values().stream()
                    .mapToInt(camera -> camera.results)
                    .min()
                    .orElseThrow();
            int most = cameras.values().stream()
                    .mapToInt(camera -> camera.results)
                    .max()
                    .orElseThrow();
            System.out.printf(
                    "freshness: capacity_fps=%.0f sent=%d seconds=%d results=%d skipped=%d failed=%d age_p50_ms=%d"
                            + " age_p99_ms=%d results_per_camera=%d..%d%n",
                    capacity,
                    load.sent() - before,
                    OVERLOAD_SECONDS,
                    results,
                    skipped,
                    failed,
                    arrivals.age(0.5),
                    arrivals.age(0.99),
                    least,
                    most);
            assertThat(results + skipped).isEqualTo((int) (load.sent() - before));
            assertThat(failed).isZero();
            assertThat(skipped).as("frames beyond the capacity").isPositive();
            assertThat(results).as("frames within the capacity").isGreaterThan(CAMERAS.size());
            // a test machine may be busy
            assertThat(arrivals.age(0.99))
                    .as("age of results, p99, ms")
                    .isLessThanOrEqualTo(LONG_OVERLOAD ? 700 : 2500);
            assertThat(least).as("results of the camera that got least").isGreaterThanOrEqualTo(most / 2);
        }
    }

    @Test
    void LOSSLESS_at_twice_the_capacity_skips_nothing_and_leaks_nothing() throws Exception {
        var broker = processes.broker();
        var service = processes.service(broker);
        var topics = Topics.prefixed(processes.topicPrefix());
        try (var load = new Load(broker.bootstrap(), topics.frames(), CAMERAS);
                var arrivals = new Arrivals(broker.bootstrap(), topics.segmentations())) {
            double capacity = capacity(load, arrivals);
            var overload = during(service, () -> {
                load.run(2 * capacity, Duration.ofSeconds(OVERLOAD_SECONDS));
                arrivals.await(load.sent(), PATIENCE.plusSeconds(3L * OVERLOAD_SECONDS));
            });
            long peak = overload.samples().stream()
                    .mapToLong(Vitals.Sample::rssKib)
                    .max()
                    .orElseThrow();
            long inFlight = overload.samples().stream()
                    .mapToLong(Vitals.Sample::inFlight)
                    .max()
                    .orElseThrow();
            System.out.printf(
                    "lossless: capacity_fps=%.0f frames=%d seconds=%d skipped=%d failed=%d peak_rss_mib=%d"
                            + " most_in_flight=%d%n",
                    capacity,
                    load.sent(),
                    OVERLOAD_SECONDS,
                    count(arrivals, camera -> camera.skipped),
                    count(arrivals, camera -> camera.failed),
                    peak / 1024,
                    inFlight);
            assertThat(count(arrivals, camera -> camera.results)).isEqualTo(load.sent());
            assertThat(inFlight).as("frames in flight").isLessThanOrEqualTo(MAX_IN_FLIGHT);
            assertThat(peak).as("resident memory, KiB").isLessThan(HEAP_AND_NATIVE_KIB);

            soak(service, load, arrivals, 0.8 * capacity);
        }
    }

    private static void soak(ServiceProcess service, Load load, Arrivals arrivals, double fps) throws Exception {
        long before = load.sent();
        var howLong = Duration.ofMillis((long) (SOAK_MINUTES * 60_000));
        var vitals = during(service, () -> {
            load.run(fps, howLong);
            arrivals.await(load.sent(), PATIENCE);
        });
        var settled = vitals.settled();
        long grown = settled.get(settled.size() - 1).threads() - settled.get(0).threads();
        double slope = vitals.slope(Vitals.Sample::rssKib);
        double direct = vitals.slope(Vitals.Sample::directKib);
        System.out.printf(
                "soak: minutes=%.2f fps=%.0f frames=%d rss_mib=%d rss_slope_kib_per_min=%.0f"
                        + " direct_kib=%d direct_slope_kib_per_min=%.0f threads=%d threads_grown=%d%n",
                SOAK_MINUTES,
                fps,
                load.sent() - before,
                settled.get(settled.size() - 1).rssKib() / 1024,
                slope,
                settled.get(settled.size() - 1).directKib(),
                direct,
                settled.get(settled.size() - 1).threads(),
                grown);
        assertThat(count(arrivals, camera -> camera.results)).isEqualTo(load.sent());
        assertThat(grown).as("threads more than before").isLessThanOrEqualTo(3);
        assertThat(settled).allSatisfy(sample -> assertThat(sample.rssKib()).isLessThan(HEAP_AND_NATIVE_KIB));
        if (LONG_SOAK) {
            assertThat(slope).as("resident memory, KiB a minute").isLessThan(1024);
            assertThat(direct).as("direct memory, KiB a minute").isLessThan(64);
        }
    }

    /** Frames per second of the warm service when frames are always waiting. */
    private static double capacity(Load load, Arrivals arrivals) {
        load.burst(WARM_UP);
        long start = arrivals.await(load.sent(), PATIENCE);
        load.burst(MEASURED);
        long end = arrivals.await(load.sent(), PATIENCE);
        return MEASURED * 1e9 / (end - start);
    }

    /** Samples the service at intervals while the action runs. */
    private static Vitals during(ServiceProcess service, Runnable what) throws Exception {
        var vitals = new Vitals(service);
        var done = CompletableFuture.runAsync(what);
        do {
            vitals.sample();
            try {
                done.get(LONG_SOAK ? 5000 : 500, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException goesOn) {
                continue;
            }
        } while (!done.isDone());
        vitals.sample();
        vitals.sample();
        return vitals;
    }

    private static long count(Arrivals arrivals, java.util.function.ToIntFunction<Arrivals.Camera> what) {
        return arrivals.cameras().values().stream().mapToLong(what::applyAsInt).sum();
    }
}
