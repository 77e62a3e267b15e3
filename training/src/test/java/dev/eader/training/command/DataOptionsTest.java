package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.training.command.options.DataOptions;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
        byte[] cats = new byte[64 * 48];
        Arrays.fill(cats, 0, 300, (byte) 3);
        new LabelFile(64, 48, cats).write(devkit.resolve("SegmentationClass/a.png"));
        Files.writeString(
                devkit.resolve("Annotations/a.xml"), "<annotation><object><name>cat</name></object></annotation>");
        Files.writeString(devkit.resolve("ImageSets/Segmentation/val.txt"), "a\n");
        Files.writeString(
                folder.resolve("coco.json"),
                "{\"images\":[{\"id\":1,\"file_name\":\"a.jpg\"}],\"categories\":[{\"id\":3,\"name\":\"cat\"}],"
                        + "\"annotations\":[{\"image_id\":1,\"category_id\":3}]}");
    }

    @Test
    void training_data_never_has_masks() {
        assertNoMasks(open("--scenes", "--scene-count", "3"), 3);
        assertNoMasks(open("--voc", csv.toString(), "--split", "val"), 4);
        assertNoMasks(open("--voc", devkit.toString(), "--split", "val"), 1);
        assertNoMasks(open(coco()), 1);
    }

    @Test
    void stored_data_settings_open_the_same_pictures() throws IOException {
        Path list = folder.resolve("mine.txt");
        Files.writeString(list, "b\n");
        Files.copy(devkit.resolve("JPEGImages/a.jpg"), devkit.resolve("JPEGImages/b.jpg"));
        Files.copy(devkit.resolve("Annotations/a.xml"), devkit.resolve("Annotations/b.xml"));
        DataSettings settings = options("--voc", devkit.toString(), "--list", list.toString(), "--classes", "cat")
                .source();
        DataSettings read = JsonFiles.JSON.readValue(JsonFiles.JSON.writeValueAsBytes(settings), DataSettings.class);

        assertThat(read).isEqualTo(settings);
        assertThat(read.training().id(0)).isEqualTo("b");
        assertThat(read.training().classes()).containsExactly("cat");
        assertThat(read.training().sample(0).truth()).isNull();
        assertThat(read.evaluation("val").id(0)).isEqualTo("a");
        assertThat(read.evaluation("val").sample(0).truth()).hasSize(64 * 48);
    }

    @Test
    void evaluation_on_coco_needs_masks() {
        DataSettings coco = options(coco()).source();
        assertThatThrownBy(() -> coco.evaluation("val")).hasMessageContaining("--masks");
    }

    @Test
    void run_on_coco_resumes_and_is_evaluated() throws IOException {
        Path run = folder.resolve("run");
        List<String> train = new ArrayList<>(List.of(
                "train",
                "--out",
                run.toString(),
                "--batch",
                "1",
                "--size",
                "32",
                "--epochs",
                "2",
                "--localizer",
                "resnet18x0.125",
                "--adversary",
                "resnet18x0.125"));
        train.addAll(List.of(coco()));
        assertThat(Training.run(train.toArray(String[]::new))).isZero();
        assertThat(Training.run("train", "--out", run.toString(), "--resume")).isZero();

        assertThat(Training.run("evaluate", run.toString())).isEqualTo(2);
        List<String> evaluate = new ArrayList<>(List.of("evaluate", run.toString(), "--input-size", "64"));
        evaluate.addAll(List.of(coco()));
        evaluate.addAll(List.of("--masks", devkit.resolve("SegmentationClass").toString()));
        assertThat(Training.run(evaluate.toArray(String[]::new))).isZero();
        assertThat(new RunFolder(run).card("card.json").split()).isEqualTo("coco.json");
    }

    @Test
    void classes_option_keeps_only_the_named_classes() {
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
    void contradicting_data_options_are_refused() {
        assertThatThrownBy(() -> open()).hasMessageContaining("give one of --voc");
        assertThatThrownBy(() -> open("--scenes", "--voc", "x")).hasMessageContaining("give one of --voc");
        assertThatThrownBy(() -> open("--images", "x")).hasMessageContaining("must be given together");
        assertThatThrownBy(() -> open("--voc", "x", "--labels", "y")).hasMessageContaining("must be given together");
        assertThatThrownBy(() -> open("--scenes", "--classes", "mug")).hasMessageContaining("--classes");
        assertThatThrownBy(() -> open("--scenes", "--list", "x")).hasMessageContaining("--list");
    }

    private String[] coco() {
        String images = devkit.resolve("JPEGImages").toString();
        return new String[] {
            "--images", images, "--labels", folder.resolve("coco.json").toString()
        };
    }

    private static void assertNoMasks(Dataset dataset, int size) {
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
