package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import dev.eader.v1.Segmentation;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the service under each version of Java that is installed beside the one of the tests. */
class JavaVersionsIT {
    private static final int MIN_VERSION = 17;

    @RegisterExtension
    final Processes processes = new Processes();

    @ParameterizedTest
    @MethodSource("installed")
    void service_segments_frames_without_warnings_of_the_jvm(Path javaHome) throws Exception {
        var service = processes.service(javaHome);
        service.awaitReady();
        try (var outcomes = new Topic(service.embedded(), Topics.prefixed("").segmentations())) {
            outcomes.await(2, AppProcess.START);
            assertThat(Feed.parse(outcomes.all())).allMatch(Segmentation::hasResult);
        }
        service.signal("TERM");
        assertThat(service.exitCode(AppProcess.START)).isZero();
        // of the JVM, for example about native access
        assertThat(service.err()).doesNotContain("WARNING");
    }

    /** Folders of Java installations, one for each version. */
    static Stream<Path> installed() throws IOException {
        var homes = new TreeMap<Integer, Path>();
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<Path> siblings = Files.list(own.getParent())) {
            for (Path home : Stream.concat(Stream.of(own), siblings.sorted()).toList()) {
                if (Files.isExecutable(home.resolve("bin/java")) && Files.exists(home.resolve("release"))) {
                    homes.putIfAbsent(version(home), home);
                }
            }
        }
        return homes.tailMap(MIN_VERSION).values().stream();
    }

    private static int version(Path home) throws IOException {
        var release = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
            release.load(file);
        }
        return Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", ""))
                .feature();
    }
}
