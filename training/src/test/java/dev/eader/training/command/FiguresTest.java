package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.figures.FiguresCommand;
import dev.eader.training.command.run.RunData;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.SceneDataset;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void train() {
        for (String alpha : List.of("0", "0.05")) {
            assertThat(Training.run(
                            "train",
                            "--scenes",
                            "--scene-size",
                            "64x64",
                            "--scene-count",
                            "4",
                            "--out",
                            run(alpha),
                            "--batch",
                            "4",
                            "--size",
                            "32",
                            "--epochs",
                            "2",
                            "--localizer",
                            "resnet18x0.125:16",
                            "--adversary",
                            "resnet18x0.125",
                            "--alpha",
                            alpha,
                            "--localizer-turn",
                            "1",
                            "--adversary-turn",
                            "1",
                            "--batch-norm",
                            "--clip",
                            "1"))
                    .isZero();
            assertThat(Training.run("evaluate", run(alpha), "--count", "3", "--input-size", "64"))
                    .isZero();
        }
    }

    @Test
    void losses_figure_has_a_panel_per_quantity() throws IOException {
        for (String alpha : List.of("0", "0.05")) {
            Path long_ = folder.resolve("long-" + alpha);
            Files.createDirectories(long_);
            Files.copy(folder.resolve(alpha + "/run.json"), long_.resolve("run.json"));
            Files.write(long_.resolve("log.csv"), log(alpha.equals("0") ? 1 : 2));
        }
        Path out = folder.resolve("losses.png");
        assertThat(figures(out, "losses", folder.resolve("long-0").toString(), folder.resolve("long-0.05") + ""))
                .isZero();

        BufferedImage image = ImageIO.read(out.toFile());
        assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(4 * 760, 4 * 430);
        assertThat(figures(out, "losses", run("0"), "--smooth", "-1")).isEqualTo(2);
    }

    @Test
    void threshold_curves_of_several_runs_share_a_chart() throws IOException {
        Path out = folder.resolve("thresholds.png");
        assertThat(figures(out, "thresholds", run("0"), run("0.05"))).isZero();

        assertThat(colors(out)).as("a line for each run").contains(0x0072b2, 0xd55e00);
    }

    @Test
    void class_bars_of_runs_are_side_by_side() throws IOException {
        Path out = folder.resolve("classes.png");
        assertThat(figures(out, "classes", run("0"), run("0.05"))).isZero();
        assertThat(colors(out)).contains(0x0072b2, 0xd55e00);
        assertThat(figures(out, "classes", run("0"), "--predicted")).isZero();
        assertThat(colors(out)).contains(0x0072b2).doesNotContain(0xd55e00);
    }

    @Test
    void grid_has_a_row_per_class_and_a_column_per_run() throws IOException {
        int rows = 0;
        SceneDataset scenes = new SceneDataset(RunData.VALIDATION_SCENES, 3, 64, 64, false);
        for (int i : new int[] {0, 2}) {
            for (float label : scenes.sample(i).labels()) {
                rows += (int) label;
            }
        }
        Path out = folder.resolve("grid.png");
        String runs = run("0") + "," + run("0.05");
        assertThat(figures(out, "grid", "--runs", runs, "--ids", "000000,000002", "--count", "3", "--input-size", "64"))
                .isZero();

        BufferedImage image = ImageIO.read(out.toFile());
        assertThat(image.getWidth()).isEqualTo(3 * (260 + 8) + 8);
        assertThat(image.getHeight()).isEqualTo(74 + rows * (260 + 34) + 42);
        assertThat(figures(out, "grid", "--runs", runs, "--ids", "no-such-id")).isEqualTo(2);
    }

    @Test
    void overlays_figure_has_a_column_for_the_true_mask() throws IOException {
        Path data = folder.resolve("data");
        Path labels = folder.resolve("pseudo-labels");
        Files.createDirectories(labels);
        assertThat(Training.run("scenes", "--out", data.toString(), "--count", "3", "--scene-size", "96x64"))
                .isZero();
        byte[] halves = new byte[96 * 64];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (byte) (i % 96 < 48 ? 2 : i % 96 < 60 ? 255 : 0);
        }
        new LabelFile(96, 64, halves).write(labels.resolve("000001.png"));
        Path out = folder.resolve("overlays.png");
        String[] overlays = {"overlays", "--labels", labels.toString(), "--voc", data.toString(), "--ids", "000001"};
        assertThat(figures(out, overlays)).isZero();
        BufferedImage image = ImageIO.read(out.toFile());
        assertThat(image.getWidth()).isEqualTo(3 * (260 + 8) + 8);

        new LabelFile(64, 96, halves).write(labels.resolve("000001.png"));
        assertThat(figures(folder.resolve("none.png"), overlays))
                .as("of another size")
                .isEqualTo(2);
        assertThat(folder.resolve("none.png")).doesNotExist();
    }

    @Test
    void runs_are_named_by_alpha_if_it_differs() throws IOException {
        Path zero = Path.of(run("0"));

        assertThat(FiguresCommand.names(List.of(zero, Path.of(run("0.05")))))
                .containsExactly("alpha = 0", "alpha = 0.05");
        Path twin = folder.resolve("twin");
        Files.createDirectories(twin);
        Files.writeString(twin.resolve("run.json"), Files.readString(zero.resolve("run.json")));
        assertThat(FiguresCommand.names(List.of(zero, twin))).containsExactly("0", "twin");
    }

    @Test
    void missing_files_are_refused() throws IOException {
        Path bare = folder.resolve("bare");
        Files.createDirectories(bare);
        Path out = folder.resolve("x.png");
        assertThat(figures(out, "losses", bare.toString())).isEqualTo(2);
        Files.copy(folder.resolve("0/run.json"), bare.resolve("run.json"));
        assertThat(figures(out, "losses", bare.toString())).isEqualTo(2);
        assertThat(figures(out, "thresholds", bare.toString())).isEqualTo(2);
        assertThat(figures(out, "classes", run("0"), "--card", "card-multi-scale.json"))
                .isEqualTo(2);
        assertThat(figures(folder.resolve("x.jpg"), "thresholds", run("0"))).isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    private static List<String> log(long seed) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>(
                List.of(
                        "step,turn,classification,attention_mining,regularization,localizer_gradient,adversary,adversary_gradient"));
        for (int step = 0; step < 800; step++) {
            double fall = Math.exp(-step / 200.);
            boolean localizer = step / 50 % 2 == 0;
            lines.add(String.format(
                    Locale.ROOT,
                    localizer ? "%d,localizer,%f,%f,%f,1,NaN,NaN" : "%d,adversary,NaN,NaN,NaN,NaN,%4$f,1",
                    step,
                    seed * .1 + fall * (.6 + .2 * random.nextGaussian()),
                    .5 + .1 * random.nextGaussian() - .1 * seed,
                    .2 + .02 * seed + .02 * random.nextGaussian()));
        }
        return lines;
    }

    private static Set<Integer> colors(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        Set<Integer> colors = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colors.add(image.getRGB(x, y) & 0xffffff);
            }
        }
        return colors;
    }

    private static String run(String alpha) {
        return folder.resolve(alpha).toString();
    }

    private static int figures(Path out, String... arguments) {
        List<String> all = new ArrayList<>(List.of("figures"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--out", out.toString()));
        return Training.run(all.toArray(String[]::new));
    }
}
