package dev.eader.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoDatasetTest {
    private static final String IMAGES =
            "'images': [{'license': 1, 'file_name': 'x/a.jpg', 'id': 7}, {'id': 9, 'file_name': 'b.jpg'},"
                    + " {'id': 8, 'file_name': 'c.jpg'}]";
    private static final String CATEGORIES =
            "'categories': [{'id': 18, 'name': 'dog'}, {'id': 1, 'name': 'person'}, {'id': 17, 'name': 'cat'}]";
    private static final String ANNOTATIONS =
            "'annotations': [{'bbox': [1, 2.5, {}], 'segmentation': [[1, 2]], 'image_id': 7, 'category_id': 18},"
                    + " {'category_id': 18, 'segmentation': {'counts': [1, 2]}, 'image_id': 7, 'id': 3},"
                    + " {'image_id': 9, 'category_id': 17}, {'image_id': 7, 'category_id': 1}]";

    @TempDir
    Path root;

    private Path labels;

    @BeforeEach
    void write() throws IOException {
        labels = root.resolve("labels.json");
        json("'info': {'images': []}", IMAGES, ANNOTATIONS, CATEGORIES);
        for (String file : new String[] {"x/a", "b", "c"}) {
            Pictures.picture(root.resolve("images/" + file + ".jpg"), 20, 10);
        }
    }

    @Test
    void labels_are_the_categories_of_the_annotations() {
        CocoDataset coco = training();

        assertThat(coco.classes()).as("by category id").containsExactly("person", "cat", "dog");
        assertThat(coco.size()).as("c has no annotation").isEqualTo(2);
        assertThat(coco.sample(0).id()).isEqualTo("a");
        assertThat(coco.sample(0).labels()).containsExactly(1, 0, 1);
        assertThat(coco.sample(1).labels()).containsExactly(0, 1, 0);
        assertThat(coco.sample(1).pixels().width()).isEqualTo(20);
    }

    @Test
    void truncated_images_are_all_named_when_opening() throws IOException {
        for (String id : new String[] {"x/a", "b"}) {
            Path file = root.resolve("images/" + id + ".jpg");
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 2));
        }

        assertThatThrownBy(this::training)
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("a.jpg is not a usable image", "b.jpg is not a usable image");
    }

    @Test
    void order_of_lists_and_other_content_is_irrelevant() throws IOException {
        String fingerprint = training().fingerprint();
        json(CATEGORIES, ANNOTATIONS, "'licenses': [[{}], 3]", IMAGES);

        assertThat(training().fingerprint()).isEqualTo(fingerprint);
    }

    @Test
    void selecting_classes_omits_images_with_none_of_them() {
        CocoDataset coco = training("cat");

        assertThat(coco.classes()).containsExactly("cat");
        assertThat(coco.size()).isOne();
        assertThat(coco.sample(0).id()).isEqualTo("b");
    }

    @Test
    void masks_are_read_for_evaluation_only() throws IOException {
        for (String id : new String[] {"a", "b", "c"}) {
            Pictures.grayMask(root.resolve("masks/" + id + ".png"), 20, 10, 0, 1, 17, 18, 255);
        }
        CocoDataset coco =
                new CocoDataset(root.resolve("images"), labels, root.resolve("masks"), List.of("cat", "dog"));

        assertThat(coco.size()).isEqualTo(3);
        assertThat(coco.sample(0).truth()).startsWith(0, 255, 1, 2, 255);
        assertThat(training().sample(0).truth()).isNull();
    }

    @Test
    void mask_value_without_category_is_refused() throws IOException {
        for (String id : new String[] {"a", "b", "c"}) {
            Pictures.grayMask(root.resolve("masks/" + id + ".png"), 20, 10, 0, 44, 255);
        }
        assertThatThrownBy(() -> new CocoDataset(root.resolve("images"), labels, root.resolve("masks"), List.of("cat")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("a.png", "[44]", "[0, 44, 255]", "17=cat");
    }

    @Test
    void fingerprint_changes_with_labels_and_images() throws IOException {
        String before = training().fingerprint();
        json(IMAGES, ANNOTATIONS.replace("'image_id': 9", "'image_id': 8"), CATEGORIES);
        String other = training().fingerprint();
        Pictures.picture(root.resolve("images/c.jpg"), 30, 10);

        assertThat(List.of(before, other, training().fingerprint())).doesNotHaveDuplicates();
    }

    @Test
    void invalid_json_is_refused_with_its_problem() throws IOException {
        refused("'unicorn'", "unicorn");
        json(IMAGES, ANNOTATIONS.replace("17", "99"), CATEGORIES);
        refused("(first 99)");
        json(IMAGES, "'annotations': [{'image_id': 7, 'caption': 'a dog'}]", CATEGORIES);
        refused("annotations lacks image_id and category_id");
        json(IMAGES, "'annotations': [3]", CATEGORIES);
        refused("found VALUE_NUMBER_INT instead of END_ARRAY");
        json(ANNOTATIONS, CATEGORIES);
        refused("0 images");
        json(IMAGES.replace("b.jpg", "y/a.jpg"), ANNOTATIONS, CATEGORIES);
        refused("two images with the id a");
        json(IMAGES, ANNOTATIONS.replace("'image_id': 9", "'image_id': 77"), CATEGORIES);
        refused("annotations of 1 images that it does not list (first 77)");
        json(IMAGES, ANNOTATIONS, CATEGORIES.replace("'dog'", "'cat'"));
        refused("categories 17 and 18 have the same name 'cat'");
        json(IMAGES, ANNOTATIONS, CATEGORIES.replace("17", "18"));
        refused("two entries of category 18");
        json(IMAGES, ANNOTATIONS, CATEGORIES.replace("17", "5000000000"));
        refused("category id 5000000000");
        json(IMAGES, "'annotations': []", CATEGORIES);
        refused("shows one of");
        Files.writeString(labels, "{\"images\": [{\"id\": 1");
        refused("labels.json cannot be read");
        json(IMAGES, ANNOTATIONS, CATEGORIES);
        Files.delete(root.resolve("images/b.jpg"));
        refused("b.jpg");
        Files.writeString(root.resolve("images/b.jpg"), "no image");
        refused("b.jpg is not a usable image");
    }

    private CocoDataset training(String... classes) {
        return new CocoDataset(root.resolve("images"), labels, null, List.of(classes));
    }

    private void refused(String part, String... classes) {
        assertThatThrownBy(() -> training(classes))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(part);
    }

    private void json(String... lists) throws IOException {
        Files.writeString(labels, ("{" + String.join(", ", lists) + "}").replace('\'', '"'));
    }
}
