package dev.eader.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocDevkitTest {
    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void write() throws IOException {
        root = folder.resolve("VOCdevkit/VOC2012");
        Map<String, String> shown = new TreeMap<>(Map.of("a", "dog", "b", "cat", "c", "bus"));
        for (String id : shown.keySet()) {
            Pictures.picture(root.resolve("JPEGImages/" + id + ".jpg"), 20, 10);
            annotation(id, shown.get(id));
        }
        for (String name : VocDevkit.CLASSES) {
            list("Main/" + name + "_train.txt", "a " + has(name, "dog"), "b " + has(name, "cat"), "c -1");
            list("Main/" + name + "_trainval.txt", "d " + has(name, "sheep"));
        }
        list("Main/dog_train.txt", "a  1", "b -1", "c  0");
        list("Main/train.txt", "a", "b", "c");
        list("SegmentationAug/train_aug.txt", "/JPEGImages/a.jpg /SegmentationClassAug/a.png", "/JPEGImages/b.jpg x");
        list("Segmentation/val.txt", "b");
        Pictures.mask(root.resolve("SegmentationClass/b.png"), 20, 10, 0, 1, 8, 12, 255);
    }

    @Test
    void labels_of_a_split_come_from_its_class_lists() {
        VocDataset voc = new VocDataset(root, "train", false);

        assertThat(voc.classes()).hasSize(20).startsWith("aeroplane").endsWith("tvmonitor");
        assertThat(voc.size()).isEqualTo(3);
        assertThat(names(voc, 0)).containsExactly("dog");
        assertThat(names(voc, 1)).containsExactly("cat");
        assertThat(names(voc, 2)).as("difficult object, dog 0").containsExactly("dog");
    }

    @Test
    void labels_of_the_augmented_list_come_from_object_names() throws IOException {
        annotation("a", "dog", "person", "dog");
        VocDataset voc = new VocDataset(root, "train_aug", false);

        assertThat(voc.size()).isEqualTo(2);
        assertThat(voc.sample(0).id()).isEqualTo("a");
        assertThat(names(voc, 0)).containsExactly("dog", "person");
    }

    @Test
    void custom_list_may_contain_images_without_annotation() throws IOException {
        Path list = folder.resolve("mine.txt");
        Files.writeString(list, "d\nb\n");
        Pictures.picture(root.resolve("JPEGImages/d.jpg"), 8, 8);
        VocDataset voc = new VocDataset(root, DatasetSelection.list(list), false);

        assertThat(names(voc, 0)).as("from CLASS_trainval.txt").containsExactly("sheep");
        assertThat(names(voc, 1)).as("from b.xml").containsExactly("cat");
    }

    @Test
    void images_can_be_selected_by_id() {
        VocDataset voc = new VocDataset(root, DatasetSelection.ids(List.of("b")), true);

        assertThat(voc.size()).isOne();
        assertThat(voc.id(0)).isEqualTo("b");
        assertThat(names(voc, 0)).containsExactly("cat");
    }

    @Test
    void devkit_is_found_from_the_folders_above_it() {
        String fingerprint = new VocDataset(root, "train", false).fingerprint();

        assertThat(new VocDataset(folder, "train", false).fingerprint()).isEqualTo(fingerprint);
        assertThat(new VocDataset(folder.resolve("VOCdevkit"), "train", false).fingerprint())
                .isEqualTo(fingerprint);
    }

    @Test
    void selected_classes_keep_the_order_of_the_dataset() {
        VocDataset voc = new VocDataset(root, DatasetSelection.split("train").of(List.of("sheep", "cat")), false);

        assertThat(voc.classes()).containsExactly("cat", "sheep");
        assertThat(voc.size()).isOne();
        assertThat(voc.sample(0).labels()).containsExactly(1, 0);
    }

    @Test
    void mask_pixels_of_unselected_classes_are_ignored() {
        VocDataset voc = new VocDataset(root, DatasetSelection.split("val").of(List.of("dog", "sheep")), true);

        assertThat(voc.size())
                .as("images without selected classes are kept for evaluation")
                .isOne();
        assertThat(voc.sample(0).truth()).startsWith(0, 255, 255, 1, 255);
        assertThat(new VocDataset(root, "val", true).sample(0).truth()).startsWith(0, 1, 8, 12, 255);
    }

    @Test
    void gray_mask_is_read_as_indices() throws IOException {
        Pictures.grayMask(root.resolve("SegmentationClass/b.png"), 20, 10, 0, 1, 8, 12, 255);

        assertThat(new VocDataset(root, "val", true).sample(0).truth()).startsWith(0, 1, 8, 12, 255);
    }

    @Test
    void damaged_mask_matters_only_for_evaluation() throws IOException {
        Files.writeString(root.resolve("SegmentationClass/b.png"), "no mask");

        assertThat(new VocDataset(root, "train_aug", false).sample(1).truth()).isNull();
        refused(() -> new VocDataset(root, "val", true), "b.png is not an image");
    }

    @Test
    void boxes_are_not_read() throws IOException {
        Path file = root.resolve("Annotations/a.xml");
        Files.writeString(file, Files.readString(file).replace("<xmin>1</xmin>", "<xmin>no number</xmin>"));

        assertThat(names(new VocDataset(root, "train_aug", false), 0)).containsExactly("dog");
    }

    @Test
    void invalid_devkit_is_refused_with_its_problem() throws IOException {
        refused(() -> new VocDataset(folder.resolve("elsewhere"), "train", false), "has no labels.csv", "Annotations");
        refused(() -> new VocDataset(root, "test", false), "no split 'test'", "Segmentation/test.txt", "--list");
        refused(
                () -> new VocDataset(root, DatasetSelection.split("train").of(List.of("cow", "unicorn")), false),
                "'unicorn'");
        refused(
                () -> new VocDataset(root, DatasetSelection.split("train").of(List.of("cow")), false),
                "none of 3 images",
                "cow");
        annotation("a", "dgo");
        refused(() -> new VocDataset(root, "train_aug", false), "a.xml", "'dgo'");
        Files.writeString(root.resolve("Annotations/a.xml"), "<annotation><object>");
        refused(() -> new VocDataset(root, "train_aug", false), "a.xml is not valid XML");
        Files.delete(root.resolve("Annotations/a.xml"));
        refused(() -> new VocDataset(root, "train_aug", false), "no labels for a", "a.xml", "Main");
        list("Main/dog_train.txt", "a yes");
        refused(() -> new VocDataset(root, "train", false), "dog_train.txt", "'a yes'");
        Files.delete(root.resolve("ImageSets/Main/dog_train.txt"));
        refused(() -> new VocDataset(root, "train", false), "dog_train.txt does not exist");
    }

    private static void refused(ThrowingCallable open, String... parts) {
        assertThatThrownBy(open).isInstanceOf(DatasetException.class).hasMessageContainingAll(parts);
    }

    private static List<String> names(Dataset dataset, int index) {
        List<String> names = new ArrayList<>();
        float[] labels = dataset.sample(index).labels();
        for (int c = 0; c < labels.length; c++) {
            if (labels[c] == 1) {
                names.add(dataset.classes().get(c));
            }
        }
        return names;
    }

    private static int has(String name, String shown) {
        return name.equals(shown) ? 1 : -1;
    }

    private void list(String name, String... lines) throws IOException {
        Path file = root.resolve("ImageSets").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
    }

    private void annotation(String id, String... names) throws IOException {
        StringBuilder xml = new StringBuilder("<annotation><filename>" + id + ".jpg</filename>");
        for (String name : names) {
            xml.append("<object><name>%s</name><bndbox><xmin>1</xmin></bndbox>".formatted(name));
            xml.append("<part><name>head</name><bndbox><xmin>2</xmin></bndbox></part></object>");
        }
        Path file = root.resolve("Annotations/" + id + ".xml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, xml.append("</annotation>"));
    }
}
