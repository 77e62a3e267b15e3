package dev.eader.training.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.collection.CollectionReport.ClassCount;
import dev.eader.training.collection.CollectionReport.Count;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CollectionChecksTest {
    @Test
    void large_balanced_collection_passes() {
        CollectionChecks checks = checks(new Count(40, 20), cat(20, 10), dog(20, 10));

        assertThat(checks.errors()).isEmpty();
        assertThat(checks.warnings()).isEmpty();
    }

    @Test
    void class_in_every_picture_is_refused_with_the_remedy() {
        assertThat(checks(new Count(20, 10), cat(20, 10)).errors())
                .singleElement()
                .asString()
                .contains("every training picture shows cat", "_background", "--background FOLDER");
    }

    @Test
    void class_with_few_pictures_is_named_with_the_limits() {
        assertThat(checks(new Count(40, 20), cat(9, 5), dog(20, 1)).warnings())
                .containsExactly(
                        "the class cat has 9 training and 5 validation pictures; fewer than 10 and 2 are too few",
                        "the class dog has 20 training and 1 validation pictures; fewer than 10 and 2 are too few");
    }

    @Test
    void class_without_validation_or_training_picture_is_refused() {
        assertThat(checks(new Count(40, 20), cat(9, 0), dog(0, 3)).errors())
                .hasSize(2)
                .allMatch(error -> error.contains("needs at least one of both"));
    }

    @Test
    void class_of_one_repeated_picture_is_refused() {
        List<Photo> photos = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            photos.add(new Photo("cat/" + i, Path.of("x"), null, Set.of("cat")));
        }
        assertThat(CollectionChecks.of(photos, List.of(), List.of(cat(1, 0), dog(20, 10)), new Count(40, 20))
                        .errors())
                .containsExactly("all 5 pictures of the class cat are the same picture; add others of it");
    }

    @Test
    void near_empty_validation_is_warned_about() {
        assertThat(checks(new Count(40, 4), cat(20, 2), dog(20, 2)).warnings())
                .singleElement()
                .asString()
                .contains("validation has 4 pictures");
    }

    @Test
    void collection_without_classes_is_refused() {
        assertThat(checks(new Count(40, 20)).errors())
                .singleElement()
                .asString()
                .contains("has a class");
    }

    private static CollectionChecks checks(Count all, ClassCount... classes) {
        return CollectionChecks.of(List.of(), List.of(), List.of(classes), all);
    }

    private static ClassCount cat(int train, int val) {
        return new ClassCount("cat", train, val);
    }

    private static ClassCount dog(int train, int val) {
        return new ClassCount("dog", train, val);
    }
}
