package dev.eader.training.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.training.data.VocDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedFolderTest {
    @TempDir
    Path folder;

    private Path photos;
    private Path out;

    @BeforeEach
    void write() throws IOException {
        photos = folder.resolve("photos");
        out = folder.resolve("out");
        Photos.folder(photos.resolve("cat"), 4, 1);
        Photos.folder(photos.resolve("dog"), 4, 101);
        Photos.folder(photos.resolve("_background"), 3, 201);
    }

    @Test
    void prepared_folder_is_read_with_background() throws IOException {
        CollectionReport report = prepare();

        VocDataset train = new VocDataset(out, "train", false);
        VocDataset val = new VocDataset(out, "val", false);
        assertThat(train.classes()).containsExactly("cat", "dog");
        assertThat(train.size()).isEqualTo(report.pictures().train()).isEqualTo(8);
        assertThat(val.size()).isEqualTo(report.pictures().val()).isEqualTo(3);
        assertThat(report.background()).isEqualTo(new CollectionReport.Count(2, 1));
        assertThat(CollectionReport.read(out.resolve("prepared.json"))).isEqualTo(report);
        assertThat(out.resolve("unfinished.jsonl")).doesNotExist();
    }

    @Test
    void picture_in_two_class_folders_has_both_classes() throws IOException {
        Photos.write(photos.resolve("dog/both.jpg"), 1);
        CollectionReport report = prepare();

        assertThat(report.merged()).hasSize(1);
        assertThat(Files.readString(out.resolve("labels.csv"))).contains(",cat dog\n");
        assertThat(report.pictures()).isEqualTo(new CollectionReport.Count(8, 3));
    }

    @Test
    void duplicate_of_the_same_class_is_left_out_and_named() throws IOException {
        Photos.write(photos.resolve("dog/again.jpg"), 101);

        assertThat(prepare().duplicates())
                .containsExactly(new Finding("dog/again.jpg", "is the same picture as dog/0.jpg"));
        assertThat(pictures()).hasSize(11);
    }

    @Test
    void background_picture_that_is_in_a_class_folder_is_named() throws IOException {
        Photos.write(photos.resolve("dog/street.jpg"), 201);

        assertThat(prepare().duplicates()).singleElement().asString().contains("dog/street.jpg", "taken to show dog");
    }

    @Test
    void picture_in_both_given_splits_stays_in_training() throws IOException {
        photos = folder.resolve("split");
        for (String split : new String[] {"train", "val"}) {
            int first = split.equals("train") ? 1 : 50;
            Photos.folder(photos.resolve(split + "/cat"), 3, first);
            Photos.folder(photos.resolve(split + "/dog"), 3, first + 10);
        }
        Photos.write(photos.resolve("val/cat/leak.jpg"), 1);

        CollectionReport report = prepare();

        assertThat(report.split()).isEqualTo("given");
        assertThat(report.pictures()).isEqualTo(new CollectionReport.Count(6, 6));
        assertThat(report.duplicates()).singleElement().asString().contains("val/cat/leak.jpg", "training pictures");
    }

    @Test
    void bad_files_are_refused_by_name_or_left_out() throws IOException {
        Photos.write(photos.resolve("cat/empty.jpg"), new byte[0]);
        Files.createSymbolicLink(photos.resolve("cat/link.jpg"), folder.resolve("nothing.jpg"));

        assertThatThrownBy(this::prepare)
                .hasMessageContaining("2 files of")
                .hasMessageContaining("cat/empty.jpg is empty")
                .hasMessageContaining("cat/link.jpg does not exist")
                .hasMessageContaining("--skip-bad");
        assertThat(out.resolve("prepared.json")).doesNotExist();
        assertThat(prepare(settings(1, true)).bad()).hasSize(2);
        assertThatThrownBy(this::prepare).hasMessageContaining("--skip-bad");
    }

    @Test
    void repeated_preparation_returns_the_report() throws IOException {
        CollectionReport report = prepare();

        assertThat(new PreparedFolder(settings(1, false)).finished()).contains(report);
    }

    @Test
    void other_options_are_refused_with_both() throws IOException {
        prepare();

        assertThatThrownBy(() -> new PreparedFolder(settings(2, false)).finished())
                .hasMessageContaining("--seed 1")
                .hasMessageContaining("not --validation 0.15 --seed 2");
    }

    @Test
    void other_photos_are_refused_with_their_names() throws IOException {
        prepare();
        Photos.write(photos.resolve("cat/new.jpg"), 77);
        Files.delete(photos.resolve("dog/1.jpg"));
        Photos.write(photos.resolve("dog/2.jpg"), Photos.encoded("jpg", 80, 60, 5));

        assertThatThrownBy(() -> new PreparedFolder(settings(1, false)).finished())
                .hasMessageContaining("cat/new.jpg is new")
                .hasMessageContaining("dog/1.jpg is missing")
                .hasMessageContaining("dog/2.jpg has changed");
    }

    @Test
    void killed_preparation_continues_to_the_same_folder() throws IOException {
        CollectionReport report = prepare();
        Map<String, String> expected = content();
        out = folder.resolve("killed");
        AtomicInteger count = new AtomicInteger();
        PreparedFolder killed = new PreparedFolder(settings(1, false));
        assertThatThrownBy(() -> killed.check(() -> {
                    if (count.incrementAndGet() == 4) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessageContaining("killed");
        Path journal = out.resolve("unfinished.jsonl");
        long lines = Files.readAllLines(journal).stream()
                .filter(line -> !line.isBlank())
                .count();
        assertThat(lines).isBetween(4L, 11L);
        // The process may have ended while it wrote a line and a picture.
        Files.writeString(journal, "{\"name\":\"cat/0", StandardOpenOption.APPEND);
        Files.writeString(out.resolve("JPEGImages/x.jpg.new"), "half");

        assertThat(prepare()).isEqualTo(report);
        assertThat(content()).isEqualTo(expected);
    }

    @Test
    void continued_preparation_keeps_finished_pictures() throws IOException {
        new PreparedFolder(settings(1, false)).check(() -> {});
        Path first = pictures().get(0);
        Files.writeString(first, "kept");

        prepare();

        assertThat(first).hasContent("kept");
    }

    @Test
    void folder_with_other_files_is_refused() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("mine.txt"), "");

        assertThatThrownBy(this::prepare).hasMessageContaining("has files that `prepare` did not write");
    }

    @Test
    void output_inside_the_photos_is_refused() {
        out = photos.resolve("out");

        assertThatThrownBy(this::prepare).hasMessageContaining("lies in the photo collection");
    }

    @Test
    void damaged_report_is_refused_with_its_file() throws IOException {
        prepare();
        Files.writeString(out.resolve("prepared.json"), "{");

        assertThatThrownBy(() -> new PreparedFolder(settings(1, false)).finished())
                .hasMessageContaining("prepared.json is not a report");
    }

    private PrepareSettings settings(long seed, boolean isSkippingBad) {
        return new PrepareSettings(photos, null, null, out, .15, seed, 512, isSkippingBad);
    }

    private CollectionReport prepare() throws IOException {
        return prepare(settings(1, false));
    }

    private static CollectionReport prepare(PrepareSettings settings) throws IOException {
        PreparedFolder prepared = new PreparedFolder(settings);
        CollectionReport finished = prepared.finished().orElse(null);
        if (finished != null) {
            return finished;
        }
        prepared.check(() -> {});
        CollectionAssessment assessment = prepared.assess();
        assertThat(assessment.errors()).isEmpty();
        prepared.write(assessment);
        return assessment.report();
    }

    private List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(out.resolve("JPEGImages"))) {
            return files.sorted().toList();
        }
    }

    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(out.relativize(file).toString(), Sha256.hex(Files.readAllBytes(file)));
            }
        }
        return content;
    }
}
