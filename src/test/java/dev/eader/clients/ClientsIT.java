package dev.eader.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.camera.SceneSource;
import dev.eader.faults.Processes;
import dev.eader.faults.ServiceProcess;
import dev.eader.image.Size;
import dev.eader.image.maps.ClassOutlines;
import dev.eader.image.maps.MaskVectors;
import dev.eader.image.maps.PalettePng;
import dev.eader.image.maps.PixelLabels;
import dev.eader.image.maps.PolygonPixels;
import dev.eader.image.maps.RegionStatistics;
import dev.eader.image.maps.RunLengthMask;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Ring;
import dev.eader.v1.Segmentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the example clients of src/docs/clients against the golden vectors and a running service. Each is skipped if its
 * language or libraries are missing, and fails instead with {@code -Deader.clients.required=true}.
 */
class ClientsIT {
    private static final Path CLIENTS = Path.of("src/docs/clients");

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    @Test
    void python_decodes_the_golden_masks() throws Exception {
        var said = Toolchains.python(folder)
                .run("-m", "unittest", "discover", CLIENTS.resolve("python").toString());
        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).isEqualTo(decoded());
    }

    @Test
    void node_decodes_the_golden_masks() throws Exception {
        var said = Toolchains.node().run(CLIENTS.resolve("node/masks.test.js").toString());
        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        assertThat(said.out()).contains(decoded());
    }

    /** One service for all clients, because its start takes longer than they do. */
    @TestFactory
    Stream<DynamicTest> clients_tell_what_their_records_hold() throws Exception {
        var service = processes.service(
                Map.of(),
                List.of(
                        "eader.broker.port=0",
                        "eader.demo.fps=0",
                        "eader.model.bundled=scenes",
                        "eader.model.default=scenes"));
        service.awaitReady();
        List<Path> pictures = pictures();
        return Stream.of(
                // the commands of the recipe read the first outcome
                DynamicTest.dynamicTest("kcat", () -> assertRecipe(service, Toolchains.kcat())),
                DynamicTest.dynamicTest(
                        "python",
                        () -> assertOutput(service, Toolchains.python(folder), "python/segment.py", pictures)),
                DynamicTest.dynamicTest(
                        "node", () -> assertOutput(service, Toolchains.node(), "node/segment.js", pictures)));
    }

    private static void assertOutput(ServiceProcess service, Program language, String client, List<Path> pictures)
            throws Exception {
        String camera = client.replaceAll("\\W", "-");
        var said = language.run(Stream.concat(
                        Stream.of(
                                CLIENTS.resolve(client).toString(),
                                "--bootstrap",
                                service.embedded(),
                                "--camera",
                                camera),
                        pictures.stream().map(Path::toString))
                .toArray(String[]::new));

        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        List<Segmentation> outcomes = Records.of(service.embedded(), "segmentations.v1").stream()
                .filter(outcome -> outcome.getCameraId().equals(camera))
                .sorted(Comparator.comparingLong(Segmentation::getSequence))
                .toList();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < outcomes.size(); i++) {
            expected.append(pictures.get(i).getFileName()).append(": ").append(describe(outcomes.get(i)));
        }
        assertThat(said.out()).isEqualTo(expected.toString());
        assertThat(said.out()).containsPattern("  \\w+ 0\\.\\d{3}, \\d+\\.\\d % of the picture: [1-9]\\d+ pixels by");
        assertThat(said.out()).contains("broken.jpg: failed, DECODE TRUNCATED_IMAGE: ");
    }

    /** Runs the kcat commands of the README. */
    private static void assertRecipe(ServiceProcess service, Program shell) throws Exception {
        String readme = Files.readString(CLIENTS.resolve("README.md"));
        String commands = readme.substring(readme.indexOf("\n## kcat"))
                .lines()
                .takeWhile(line -> !line.equals("Output:"))
                .filter(line -> line.startsWith("    ") && !line.contains("apt-get"))
                .collect(Collectors.joining("\n"));
        assertThat(commands).contains("localhost:9092", "kcat", "protoc");

        var said = shell.run(commands.replace("localhost:9092", service.embedded()));

        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        assertThat(said.out())
                .contains("kcat-door ce_specversion=1.0,ce_id=frames.v1-", ",ce_type=dev.eader.segmentation.v1,")
                .contains("camera_id: \"kcat-door\"", "stage: PARSE", "code: NOT_A_FRAME")
                .contains("kcat-door hello");
    }

    private List<Path> pictures() throws Exception {
        var scenes = new SceneSource(11, 201, 151, 0.5);
        Path broken = folder.resolve("broken.jpg");
        Path first = folder.resolve("first.jpg");
        Path second = folder.resolve("second.jpg");
        Files.write(first, scenes.next().orElseThrow().encoded());
        Files.write(second, scenes.next().orElseThrow().encoded());
        byte[] whole = Files.readAllBytes(first);
        Files.write(broken, Arrays.copyOf(whole, whole.length / 2));
        return List.of(first, broken, second);
    }

    /** Expected output of the clients, computed with the Java decoders. */
    private static String describe(Segmentation outcome) throws Exception {
        if (outcome.hasFailed()) {
            var failed = outcome.getFailed();
            return "failed, %s %s: %s\n".formatted(failed.getStage(), failed.getCode(), failed.getMessage());
        }
        var result = outcome.getResult();
        Size size = new Size(result.getWidth(), result.getHeight());
        PixelLabels labels = PalettePng.read(result.getLabelMap().getPng().toByteArray());
        StringBuilder lines = new StringBuilder("%dx%d, %s %s\n"
                .formatted(
                        size.width(),
                        size.height(),
                        outcome.getModel().getName(),
                        outcome.getModel().getVersion()));
        for (ClassResult seen : result.getClassesList()) {
            lines.append(String.format(
                    Locale.ROOT,
                    "  %s %.3f, %s%n",
                    seen.getName(),
                    seen.getScore(),
                    seen.hasCocoRle() ? areas(seen, labels, size) : "no pixels in the label map"));
        }
        return lines.toString();
    }

    private static String areas(ClassResult seen, PixelLabels labels, Size size) {
        var rle = seen.getCocoRle();
        PixelLabels byRuns = new RunLengthMask(rle.getHeight(), rle.getWidth(), rle.getCounts()).decode();
        return String.format(
                Locale.ROOT,
                "%.1f %% of the picture: %d pixels by label map, %d by run lengths, %d by polygons",
                100 * seen.getArea(),
                MaskVectors.pixels(labels, seen.getIndex() + 1),
                MaskVectors.pixels(byRuns, 1),
                MaskVectors.pixels(PolygonPixels.of(size, polygons(seen)), 1));
    }

    private static List<ClassOutlines.Polygon> polygons(ClassResult seen) {
        return seen.getPolygons().getPolygonsList().stream()
                .map(polygon -> new ClassOutlines.Polygon(
                        coordinates(polygon.getExterior()),
                        polygon.getInteriorsList().stream()
                                .map(ClientsIT::coordinates)
                                .toList()))
                .toList();
    }

    private static float[] coordinates(Ring ring) {
        float[] coordinates = new float[ring.getCoordinatesCount()];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = ring.getCoordinates(i);
        }
        return coordinates;
    }

    /** One mask per class of a label map, and one of a label map without classes. */
    private static String decoded() {
        var maps = MaskVectors.maps().values();
        return "%d label maps, %d masks\n"
                .formatted(
                        maps.size(),
                        maps.stream()
                                .mapToInt(map -> Math.max(
                                        1, RegionStatistics.of(map, map.size()).size()))
                                .sum());
    }
}
