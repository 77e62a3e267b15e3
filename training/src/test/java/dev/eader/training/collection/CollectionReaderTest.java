package dev.eader.training.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.training.data.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionReaderTest {
    @TempDir
    Path root;

    @Test
    void class_folders_give_the_labels() throws IOException {
        photos("cat/a.jpg", "traffic light/deep/er/b.PNG", "_background/c.webp");
        write("cat/notes.txt", "");
        write(".hidden/d.jpg", "");

        PhotoCollection read = read();

        assertThat(read.form()).isEqualTo("a folder for each class");
        assertThat(labels(read))
                .isEqualTo(Map.of(
                        "cat/a.jpg", "null cat",
                        "traffic light/deep/er/b.PNG", "null traffic_light",
                        "_background/c.webp", "null "));
        assertThat(read.ignored()).containsExactly(new Finding("cat/notes.txt", "is not a picture"));
    }

    @Test
    void split_folders_give_the_split() throws IOException {
        photos("train/cat/a.jpg", "train/_background/b.jpg", "valid/cat/c.jpg", "test/cat/d.jpg");

        PhotoCollection read = read();

        assertThat(labels(read))
                .isEqualTo(Map.of(
                        "train/cat/a.jpg", "train cat",
                        "train/_background/b.jpg", "train ",
                        "valid/cat/c.jpg", "val cat"));
        assertThat(read.ignored()).singleElement().asString().contains("test/cat/d.jpg", "'valid' exists");
    }

    @Test
    void folder_of_pictures_named_train_is_a_class() throws IOException {
        photos("train/a.jpg", "boat/b.jpg");

        assertThat(labels(read())).containsEntry("train/a.jpg", "null train");
    }

    @Test
    void splits_beside_classes_are_refused_as_ambiguous() throws IOException {
        photos("train/cat/a.jpg", "dog/b.jpg");
        refused("is ambiguous: the folders train", "dog look like classes");
    }

    @Test
    void splits_without_class_folders_are_refused() throws IOException {
        photos("train/a.jpg", "val/b.jpg");
        refused("names of splits, but no folders of classes", "PHOTOS/train/cat/1.jpg");
    }

    @Test
    void pictures_without_class_folder_are_refused_with_the_accepted_forms() throws IOException {
        photos("a.jpg", "b.jpg");
        refused("it has 2 pictures, but none in a folder of a class", "labels.csv", "VOCdevkit", "COCO");
    }

    @Test
    void empty_folder_is_refused_with_the_accepted_forms() {
        refused("it has no pictures (it has no files)", "PHOTOS/_background");
    }

    @Test
    void missing_folder_is_refused_with_its_option() {
        assertThatThrownBy(() -> CollectionReader.read(root.resolve("none"), null, null))
                .hasMessageContaining("--images")
                .hasMessageContaining("does not exist");
    }

    @Test
    void class_names_that_become_the_same_are_refused() throws IOException {
        photos("traffic light/a.jpg", "traffic_light/b.jpg");
        refused("'traffic light' and 'traffic_light'");
    }

    @Test
    void folder_named_background_is_refused() throws IOException {
        photos("background/a.jpg", "cat/b.jpg");
        refused("'background'", "_background");
    }

    @Test
    void single_folder_of_folders_is_noted() throws IOException {
        photos("archive/cat/a.jpg", "archive/dog/b.jpg");
        assertThat(read().notes()).singleElement().asString().contains("archive, which is taken as one class");
    }

    @Test
    void background_folder_inside_the_collection_is_no_class() throws IOException {
        photos("cat/a.jpg", "street/b.jpg");

        PhotoCollection read = CollectionReader.read(root, null, root.resolve("street"));

        assertThat(labels(read)).isEqualTo(Map.of("cat/a.jpg", "null cat", "background:b.jpg", "null "));
    }

    @Test
    void table_finds_pictures_by_path_or_name() throws IOException {
        photos("a.jpg", "sub/b.jpg", "sub/c.jpg", "other.jpg");
        write("labels.csv", "id,labels\na.jpg,cat\nsub/b,cat dog\nc,\nmissing,dog\n");

        PhotoCollection read = read();

        assertThat(labels(read))
                .isEqualTo(Map.of(
                        "a.jpg", "null cat", "sub/b.jpg", "null cat dog", "sub/c.jpg", "null ", "missing", "null dog"));
        assertThat(read.ignored()).containsExactly(new Finding("other.jpg", "is not listed in labels.csv"));
    }

    @Test
    void split_column_of_a_table_is_used() throws IOException {
        photos("JPEGImages/a.jpg", "JPEGImages/b.jpg", "JPEGImages/c.jpg", "SegmentationClass/b.png");
        write("labels.csv", "id,split,labels\na,train,cat\nb,Validation,cat\nc,,dog\n");

        assertThat(labels(read()))
                .isEqualTo(Map.of(
                        "JPEGImages/a.jpg",
                        "train cat",
                        "JPEGImages/b.jpg",
                        "val cat",
                        "JPEGImages/c.jpg",
                        "null dog"));
    }

    @Test
    void lists_replace_the_split_column_of_a_table() throws IOException {
        photos("JPEGImages/a.jpg", "JPEGImages/b.jpg");
        write("labels.csv", "id,split,labels\na,train,cat\nb,train,cat\n");
        write("ImageSets/train.txt", "a\n");
        write("ImageSets/val.txt", "b\n");

        assertThat(labels(read())).containsEntry("JPEGImages/b.jpg", "val cat");
    }

    @Test
    void image_in_two_splits_of_a_table_is_refused() throws IOException {
        photos("a.jpg");
        write("labels.csv", "id,split,labels\na,train,cat\na,val,cat\n");
        refused("a is in the splits train and val");
    }

    @Test
    void id_of_several_pictures_is_refused_with_their_names() throws IOException {
        photos("x/a.jpg", "y/a.jpg");
        write("labels.csv", "id,labels\na,cat\n");
        refused("the id a fits several pictures: x/a.jpg, y/a.jpg");
    }

    @Test
    void coco_images_without_annotation_are_background() throws IOException {
        photos("one/a.jpg", "b.jpg");
        Path json = write(
                "labels.json",
                "{\"images\":[{\"id\":1,\"file_name\":\"one/a.jpg\"},{\"id\":2,\"file_name\":\"b.jpg\"}],"
                        + "\"categories\":[{\"id\":3,\"name\":\"stop sign\"}],"
                        + "\"annotations\":[{\"image_id\":1,\"category_id\":3}]}");

        assertThat(labels(CollectionReader.read(root, json, null)))
                .isEqualTo(Map.of("one/a.jpg", "null stop_sign", "b.jpg", "null "));
    }

    @Test
    void devkit_gives_labels_and_split() throws IOException {
        photos("JPEGImages/a.jpg", "JPEGImages/b.jpg");
        for (String id : new String[] {"a", "b"}) {
            write("Annotations/" + id + ".xml", "<annotation><object><name>cat</name></object></annotation>");
        }
        write("ImageSets/Segmentation/train.txt", "a\n");
        write("ImageSets/Segmentation/val.txt", "b\na\n");

        PhotoCollection read = read();

        assertThat(labels(read)).isEqualTo(Map.of("JPEGImages/a.jpg", "train cat", "JPEGImages/b.jpg", "val cat"));
        assertThat(read.ignored()).singleElement().asString().contains("JPEGImages/a.jpg", "left out of val");
    }

    @Test
    void labels_of_an_unknown_type_are_refused() throws IOException {
        Path file = write("labels.xlsx", "");
        assertThatThrownBy(() -> CollectionReader.read(root, file, null)).hasMessageContaining("--labels takes");
    }

    private void photos(String... names) throws IOException {
        for (String name : names) {
            write(name, "");
        }
    }

    private Path write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private PhotoCollection read() throws IOException {
        return CollectionReader.read(root, null, null);
    }

    private static Map<String, String> labels(PhotoCollection collection) {
        Map<String, String> labels = new TreeMap<>();
        for (Photo photo : collection.photos()) {
            labels.put(photo.name(), photo.split() + " " + String.join(" ", new TreeSet<>(photo.labels())));
        }
        return labels;
    }

    private void refused(String... parts) {
        assertThatThrownBy(this::read).isInstanceOf(DatasetException.class).satisfies(e -> assertThat(e.getMessage())
                .contains(parts));
    }
}
