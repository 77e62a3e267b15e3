package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.data.LabelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final int COUNT = 6;
    /** A class name that would change the page if it were not escaped. */
    private static final String HOSTILE = "<img/src=x>&'кошка";

    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        run = folder.resolve("run");
        Path data = run.resolve("data");
        run("scenes", "--out=" + data, "--count=" + COUNT, "--scene-size=64x64");
        Files.copy(data.resolve("ImageSets/val.txt"), data.resolve("ImageSets/train.txt"));
        for (String file : List.of("labels.csv", "voc-classes.txt")) {
            String renamed = Files.readString(data.resolve(file)).replace("boat", HOSTILE);
            assertThat(renamed).contains(HOSTILE);
            Files.writeString(data.resolve(file), renamed);
        }
        run(
                "train --batch=4 --size=32 --epochs=1 --alpha=0.05 --warm-up=1 --localizer-turn=1 --adversary-turn=1",
                "--localizer=resnet18x0.125:16 --adversary=resnet18x0.125",
                "--voc=" + data,
                "--out=" + run.resolve("erasing"));
        Files.createDirectories(run.resolve("labels"));
        for (int i = 0; i < COUNT; i++) {
            new LabelFile(64, 64, new byte[64 * 64]).write(run.resolve("labels/00000" + i + ".png"));
        }
        run(
                "student train --batch=4 --epochs=1 --channels=8 --size=32 --least-side=32 --most-side=64",
                "--voc=" + data,
                "--pseudo-labels=" + run.resolve("labels"),
                "--init=" + run.resolve("erasing"),
                "--out=" + run.resolve("student"));
        run("student evaluate", run.resolve("student").toString(), "--input-size=64");
    }

    @Test
    void trained_run_is_reported_with_pictures_and_losses() throws IOException {
        run("report", run.toString(), "--name=site");

        String html = Files.readString(run.resolve("report.html"));
        assertThat(html)
                .contains("<h1><bdi>site</bdi></h1>", "validation pictures", "Localizer: classification")
                .contains("Student: pixels", "data:image/jpeg;base64,", "&lt;img/src&#x3D;x&gt;&amp;&#39;кошка")
                .doesNotContain("<img/src", "http://", "https://");
        assertThat(count(html, "<figure>")).isEqualTo(COUNT);
        assertThat(count(html, "data:image/jpeg")).isEqualTo(3 * COUNT);
    }

    @Test
    void run_without_student_shows_masks_of_the_localizer() throws IOException {
        Path other = folder.resolve("localizer");
        copy(run.resolve("data"), other.resolve("data"));
        copy(run.resolve("erasing"), other.resolve("erasing"));
        run("report", other.toString());

        assertThat(Files.readString(other.resolve("report.html")))
                .contains("the masks are those of the localizer", "both thresholds at 0.5", "data:image/jpeg;base64,");
    }

    @Test
    void pictures_that_are_gone_are_left_out_with_the_reason() throws IOException {
        Path other = folder.resolve("no-data");
        copy(run.resolve("data"), other.resolve("data"));
        copy(run.resolve("student"), other.resolve("student"));
        Files.delete(other.resolve("data/JPEGImages/000000.jpg"));
        run("report", other.toString());

        assertThat(Files.readString(other.resolve("report.html")))
                .contains("Pictures are left out: ", "000000.jpg", "Student: pixels");
    }

    @Test
    void folder_without_results_is_refused() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        String message =
                Output.of(() -> Training.run("report", empty.toString())).refused();
        assertThat(message).contains(empty + " is not the folder of a `fit` run");
        assertThat(empty.resolve("report.html")).doesNotExist();
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** @param words arguments; the first words with spaces are several arguments */
    private static void run(String... words) {
        List<String> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.addAll(List.of(word.split(" ")));
        }
        assertThat(Training.run(arguments.toArray(String[]::new)))
                .as(String.join(" ", words))
                .isZero();
    }
}
