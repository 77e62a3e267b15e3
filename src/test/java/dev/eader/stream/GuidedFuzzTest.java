package dev.eader.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inputs that Jazzer generates by code coverage, in a separate JVM. For a longer run:
 * {@code -Dtest=GuidedFuzzTest -Deader.fuzz.seconds=3600}. The next run continues with {@code target/fuzz/corpus}.
 */
@EnabledIfSystemProperty(
        named = GuidedFuzzTest.LENGTH,
        matches = "[1-9]\\d*",
        disabledReason = "it takes a minute to begin; FuzzTest is the short form")
class GuidedFuzzTest {
    static final String LENGTH = "eader.fuzz.seconds";
    private static final int SECONDS = Integer.getInteger(LENGTH, 0);
    private static final long SEED = Long.getLong("eader.fuzz.seed", 1);
    private static final Pattern SUMMARY = Pattern.compile("Done (\\d+) runs in \\d+ second");

    @Test
    void no_guided_input_crashes_hangs_or_shows_a_defect(@TempDir Path scratch) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "fuzz"));
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        seed(corpus);
        Path output = folder.resolve("guided.txt");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-XX:ErrorFile=" + folder.resolve("crash-%p.log"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + GuidedFuzz.class.getName(),
                        "--instrumentation_includes=dev.eader.**",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder + "/",
                        "-seed=" + SEED,
                        "-max_total_time=" + SECONDS,
                        "-max_len=65536",
                        "-timeout=30",
                        "-rss_limit_mb=2000",
                        "-print_final_stats=1",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        builder.environment().put("TMPDIR", scratch.toString());
        Process process = builder.start();
        boolean ended = process.waitFor(SECONDS + 300L, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(ended && process.exitValue() == 0)
                .as("seed %d: %s", SEED, lines.subList(Math.max(0, lines.size() - 40), lines.size()))
                .isTrue();
        String last = lines.stream()
                .filter(line -> SUMMARY.matcher(line).find())
                .findFirst()
                .orElseThrow();
        System.out.println("guided fuzz: " + last + " seed=" + SEED);
        var numbers = SUMMARY.matcher(last);
        assertThat(numbers.find()).isTrue();
        assertThat(Long.parseLong(numbers.group(1))).isGreaterThan(100);
    }

    private static void seed(Path corpus) throws Exception {
        int number = 0;
        for (byte[] picture : FuzzPictures.whole()) {
            byte[] input = new byte[picture.length + 1];
            input[0] = GuidedFuzz.PICTURE;
            System.arraycopy(picture, 0, input, 1, picture.length);
            Files.write(corpus.resolve("picture-" + number++), input);
        }
        byte[] frame = TestFrames.frame("f").build().toByteArray();
        byte[] input = new byte[frame.length + 1];
        input[0] = GuidedFuzz.RECORD;
        System.arraycopy(frame, 0, input, 1, frame.length);
        Files.write(corpus.resolve("record"), input);
    }
}
