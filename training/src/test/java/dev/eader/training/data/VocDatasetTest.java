package dev.eader.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocDatasetTest {
    @TempDir
    Path root;

    @BeforeEach
    void write() throws IOException {
        for (String folder : new String[] {"JPEGImages", "ImageSets", "SegmentationClass"}) {
            Files.createDirectory(root.resolve(folder));
        }
        Files.writeString(root.resolve("voc-classes.txt"), "background\naeroplane\ncat\ndog\n");
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,val,dog\nb,val,cat dog\n");
        Files.writeString(root.resolve("ImageSets/val.txt"), "a\nb\n");
        for (String id : new String[] {"a", "b"}) {
            ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_3BYTE_BGR), "jpg", image(id));
            mask(id, 20, 10);
        }
    }

    @Test
    void label_vectors_follow_the_alphabetical_order_of_classes() {
        VocDataset voc = new VocDataset(root, "val", false);

        assertThat(voc.classes()).containsExactly("cat", "dog");
        assertThat(voc.sample(0).labels()).containsExactly(0, 1);
        assertThat(voc.sample(1).labels()).containsExactly(1, 1);
    }

    @Test
    void dataset_for_training_has_no_masks() {
        assertThat(new VocDataset(root, "val", false).sample(0).truth()).isNull();
    }

    @Test
    void mask_values_are_converted_to_labels() {
        byte[] truth = new VocDataset(root, "val", true).sample(0).truth();

        assertThat(truth[0]).as("background").isZero();
        assertThat(truth[1]).as("aeroplane, not selected").isEqualTo(Dataset.IGNORE);
        assertThat(truth[2]).as("cat").isEqualTo((byte) 1);
        assertThat(truth[3]).as("dog").isEqualTo((byte) 2);
        assertThat(truth[4]).as("void").isEqualTo(Dataset.IGNORE);
    }

    @Test
    void missing_image_is_refused_with_its_name() throws IOException {
        Files.delete(image("b").toPath());
        refused("b.jpg");
    }

    @Test
    void damaged_image_is_refused_with_its_name() throws IOException {
        Files.write(image("a").toPath(), new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3});
        refused("a.jpg");
    }

    @Test
    void unknown_label_is_refused_with_its_image() throws IOException {
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,val,dgo\nb,val,cat\n");
        refused("labels.csv: a has the label 'dgo'");
    }

    @Test
    void image_without_labels_is_refused() throws IOException {
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,val,dog\n");
        refused("no line for the image b");
    }

    @Test
    void mask_of_another_size_is_refused_with_both_sizes() throws IOException {
        mask("b", 10, 20);
        refused("b.png has 10x20 pixels, but its image has 20x10");
    }

    @Test
    void colour_mask_is_refused() throws IOException {
        ImageIO.write(
                new BufferedImage(20, 10, BufferedImage.TYPE_3BYTE_BGR),
                "png",
                root.resolve("SegmentationClass/a.png").toFile());
        refused("a.png is not a palette PNG");
    }

    @Test
    void split_column_selects_images_without_lists() throws IOException {
        Files.delete(root.resolve("ImageSets/val.txt"));
        Files.delete(root.resolve("voc-classes.txt"));
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,train,dog\nb,val,cat dog\n");

        assertThat(new VocDataset(root, "train", false).size()).isEqualTo(1);
        assertThat(new VocDataset(root, "val", false).id(0)).isEqualTo("b");
        assertThat(new VocDataset(root, "val", false).classes()).containsExactly("cat", "dog");
        assertThatThrownBy(() -> new VocDataset(root, "test", false))
                .hasMessageContaining("no image of the split 'test'")
                .hasMessageContaining("train, val");
    }

    @Test
    void list_replaces_the_split_column() throws IOException {
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,train,dog\nb,val,cat dog\n");

        assertThat(new VocDataset(root, "val", false).size()).isEqualTo(2);
    }

    @Test
    void background_image_is_kept_for_training() throws IOException {
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,val,\nb,val,cat dog\n");

        assertThat(new VocDataset(root, "val", false).sample(0).labels()).containsExactly(0, 0);
    }

    @Test
    void masks_need_the_names_of_their_values() throws IOException {
        Files.delete(root.resolve("voc-classes.txt"));
        assertThat(new VocDataset(root, "val", false).size()).isEqualTo(2);
        refused("voc-classes.txt");
    }

    @Test
    void missing_split_is_refused_with_its_file() {
        assertThatThrownBy(() -> new VocDataset(root, "train", false)).hasMessageContaining("train.txt");
    }

    @Test
    void fingerprint_changes_with_the_labels() throws IOException {
        String before = new VocDataset(root, "val", false).fingerprint();
        assertThat(new VocDataset(root, "val", false).fingerprint()).isEqualTo(before);
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,val,dog\nb,val,dog cat cat\n");
        assertThat(new VocDataset(root, "val", false).fingerprint()).isEqualTo(before);
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,val,dog\nb,val,cat\n");
        assertThat(new VocDataset(root, "val", false).fingerprint()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,val,dog;b,val,cat                          | labels.csv:1 has the columns a,val,dog",
                "id,split,label;a,val,dog;b,val,cat           | labels.csv:1 has the columns id,split,label",
                "id,split,labels,more;a,val,dog,cat;b,val,,   | labels.csv:1 has the columns id,split,labels,more",
                "id,split,labels;a,val,dog,cat;b,val,cat      | labels.csv:2 has 4 fields",
                "id,split,labels;a,val;b,val,cat              | labels.csv:2 has 2 fields",
                "id,split,labels;a,val,dog;;b,val,cat;a,v,cat | lines 2 and 5 contradict each other",
                "id,split,labels;,val,dog;b,val,cat           | labels.csv:2 has no id",
                "id,id,labels;a,val,dog;b,val,cat             | labels.csv:1 has the columns id,id,labels",
                "id,split,labels;a,val,;b,val,                | none of the 2 images has a label",
                "id,split,labels;a,val,background;b,val,cat   | 'background'"
            })
    void invalid_table_is_refused_with_its_line(String lines, String reason) throws IOException {
        Files.writeString(root.resolve("labels.csv"), lines.replace(';', '\n') + "\n");

        refused(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ufeffid,split,labels\na,val,dog\nb,val,cat dog\n",
                "id,labels\r\na,dog\r\nb,dog cat\r\n",
                "\"id\",\"split\",\"labels\"\n\"a\",\"x,y\",\"dog\"\n\"b\",\"\",\"cat dog\"\n",
                "labels,id\ndog,a\ncat dog,b\n",
                "id,split,labels\na,val,dog\na,val,dog dog\nb,val,cat dog\n"
            })
    void table_variant_gives_the_same_labels(String table) throws IOException {
        String expected = new VocDataset(root, "val", false).fingerprint();
        Files.writeString(root.resolve("labels.csv"), table);

        assertThat(new VocDataset(root, "val", false).fingerprint()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aeroplane\ncat\ndog\n", "background\ncat\ncat\ndog\n", "background\n\ncat\ndog\n", ""})
    void class_list_without_background_or_with_repeated_names_is_refused(String names) throws IOException {
        Files.writeString(root.resolve("voc-classes.txt"), names);

        refused("voc-classes.txt");
    }

    @Test
    void class_without_mask_value_is_refused_with_both_lists() throws IOException {
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,val,dog\nb,val,cat\nz,train,zebra\n");

        refused("has no mask value for the classes [zebra]");
    }

    @Test
    void mask_value_without_class_is_refused_with_both_lists() throws IOException {
        Pictures.mask(root.resolve("SegmentationClass/a.png"), 20, 10, 0, 255, 200, 4);

        refused("a.png has the values [4, 200], which are not classes; its values are [0, 4, 200, 255]; accepted are"
                + " {0=background, 1=aeroplane, 2=cat, 3=dog} and 255 for void");
    }

    private File image(String id) {
        return root.resolve("JPEGImages").resolve(id + ".jpg").toFile();
    }

    private void refused(String message) {
        assertThatThrownBy(() -> new VocDataset(root, "val", true))
                .satisfies(e -> assertThat(rootCause(e)).hasMessageContaining(message));
    }

    private static Throwable rootCause(Throwable e) {
        while (!(e instanceof DatasetException) && e.getCause() != null) {
            e = e.getCause();
        }
        return e;
    }

    private void mask(String id, int width, int height) throws IOException {
        Pictures.mask(root.resolve("SegmentationClass/" + id + ".png"), width, height, 0, 1, 2, 3, 255);
    }
}
