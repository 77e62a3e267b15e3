package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.training.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class DataOptionsTest {
    @TempDir
    Path folder;

    private Path csv;
    private Path devkit;

    @BeforeEach
    void write() throws IOException {
        csv = folder.resolve("csv");
        assertThat(Training.run("scenes", "--out", csv.toString(), "--count", "4", "--scene-size", "64x48"))
                .isZero();
        devkit = folder.resolve("VOC2012");
        for (String name : List.of("JPEGImages", "SegmentationClass", "Annotations", "ImageSets/Segmentation")) {
            Files.createDirectories(devkit.resolve(name));
        }
        Files.copy(csv.resolve("JPEGImages/000000.jpg"), devkit.resolve("JPEGImages/a.jpg"));
        Files.copy(csv.resolve("SegmentationClass/000000.png"), devkit.resolve("SegmentationClass/a.png"));
        Files.writeString(
                devkit.resolve("Annotations/a.xml"), "<annotation><object><name>cat</name></object></annotation>");
        Files.writeString(devkit.resolve("ImageSets/Segmentation/val.txt"), "a\n");
        Files.writeString(
                folder.resolve("coco.json"),
                "{\"images\":[{\"id\":1,\"file_name\":\"a.jpg\"}],\"categories\":[{\"id\":3,\"name\":\"cat\"}],"
                        + "\"annotations\":[{\"image_id\":1,\"category_id\":3}]}");
    }

    @Test
    void training_data_has_no_truth_in_any_reader_though_masks_lie_beside_it() {
        noTruth(open("--scenes", "--scene-count", "3"), 3);
        noTruth(open("--voc", csv.toString(), "--split", "val"), 4);
        noTruth(open("--voc", devkit.toString(), "--split", "val"), 1);
        noTruth(
                open(
                        "--images",
                        devkit.resolve("JPEGImages").toString(),
                        "--labels",
                        folder.resolve("coco.json").toString()),
                1);
    }

    @Test
    void the_same_settings_open_the_masks_for_evaluation() {
        DataSettings voc = options("--voc", devkit.toString()).source();
        DataSettings coco = options(
                        "--images",
                        devkit.resolve("JPEGImages").toString(),
                        "--labels",
                        folder.resolve("coco.json").toString())
                .source();

        assertThat(voc.evaluation("val", null).sample(0).truth()).hasSize(64 * 48);
        Path masks = devkit.resolve("SegmentationClass");
        assertThat(coco.evaluation("val", masks).sample(0).truth()).hasSize(64 * 48);
        assertThatThrownBy(() -> coco.evaluation("val", null)).hasMessageContaining("--masks");
    }

    @Test
    void classes_are_chosen_by_name() {
        Dataset all = open("--voc", csv.toString(), "--split", "val");
        Dataset one = open(
                "--voc",
                csv.toString(),
                "--split",
                "val",
                "--classes",
                all.classes().get(0));

        assertThat(one.classes()).containsExactly(all.classes().get(0));
        assertThat(one.size()).isBetween(1, all.size() - 1);
    }

    @Test
    void options_that_do_not_go_together_are_refused() {
        assertThatThrownBy(() -> open()).hasMessageContaining("give one of --voc");
        assertThatThrownBy(() -> open("--scenes", "--voc", "x")).hasMessageContaining("give one of --voc");
        assertThatThrownBy(() -> open("--images", "x")).hasMessageContaining("go together");
        assertThatThrownBy(() -> open("--voc", "x", "--labels", "y")).hasMessageContaining("go together");
        assertThatThrownBy(() -> open("--scenes", "--classes", "mug")).hasMessageContaining("--classes");
        assertThatThrownBy(() -> open("--scenes", "--list", "x")).hasMessageContaining("--list");
    }

    private static void noTruth(Dataset dataset, int size) {
        assertThat(dataset.size()).isEqualTo(size);
        for (int i = 0; i < size; i++) {
            assertThat(dataset.sample(i).truth()).isNull();
        }
    }

    private static Dataset open(String... arguments) {
        return options(arguments).open(1);
    }

    private static DataOptions options(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        return holder.data;
    }

    @Command
    static final class Holder {
        @Mixin
        DataOptions data;
    }
}
