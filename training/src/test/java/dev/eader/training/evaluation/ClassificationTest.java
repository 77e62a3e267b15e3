package dev.eader.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationTest {
    private final Classification pictures = new Classification(List.of("cat", "dog", "cow"));

    @Test
    void metrics_follow_their_definitions() {
        add(.9f, .8f, true, false);
        add(.7f, .6f, false, true);
        add(.6f, .1f, true, true);
        add(.2f, .3f, false, false);

        ClassificationMetrics metrics = pictures.metrics(.5);

        ClassificationMetrics.OfClass cat = metrics.classes().get("cat");
        assertThat(cat.pictures()).isEqualTo(2);
        assertThat(cat.averagePrecision()).as("(1/1 + 2/3) / 2").isEqualTo(83.33);
        assertThat(cat.precision()).isEqualTo(66.67);
        assertThat(cat.recall()).isEqualTo(100);
        assertThat(cat.f1()).isEqualTo(80);
        ClassificationMetrics.OfClass dog = metrics.classes().get("dog");
        assertThat(dog.averagePrecision()).as("(1/2 + 2/4) / 2").isEqualTo(50);
        assertThat(dog.f1()).isEqualTo(50);
        assertThat(metrics.meanF1()).as("cow does not occur").isEqualTo(65);
        assertThat(metrics.meanAveragePrecision()).isBetween(66.66, 66.67);
        assertThat(pictures.accuracy(.5)).as("9 of 12").isEqualTo(75);
    }

    @Test
    void class_without_pictures_has_no_recall() {
        add(.9f, .8f, true, true);

        ClassificationMetrics.OfClass cow = pictures.metrics(.5).classes().get("cow");

        assertThat(cow.pictures()).isZero();
        assertThat(cow.averagePrecision()).isNull();
        assertThat(cow.recall()).isNull();
        assertThat(cow.precision()).isZero();
    }

    @Test
    void score_threshold_is_the_middle_of_the_best_plateau() {
        add(.8f, .8f, true, true);
        add(.4f, .4f, false, false);

        assertThat(pictures.bestThreshold()).as("0.41 to 0.8").isEqualTo(.6);
    }

    private void add(float cat, float dog, boolean isCat, boolean isDog) {
        pictures.add(new float[] {cat, dog, 0}, new float[] {isCat ? 1 : 0, isDog ? 1 : 0, 0});
    }
}
