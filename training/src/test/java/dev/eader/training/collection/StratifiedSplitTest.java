package dev.eader.training.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StratifiedSplitTest {
    @Property(tries = 100)
    void class_with_two_pictures_gets_one_for_validation(
            @ForAll @IntRange(min = 2, max = 60) int size,
            @ForAll @IntRange(min = 1, max = 6) int classes,
            @ForAll long seed) {
        List<Picture> pictures = random(size, classes, seed);
        List<Picture> split = StratifiedSplit.of(pictures, .15, seed);

        assertThat(split).hasSameSizeAs(pictures);
        for (int c = 0; c < classes; c++) {
            String name = "c" + c;
            long all = pictures.stream()
                    .filter(each -> each.labels().contains(name))
                    .count();
            if (all >= 2) {
                assertThat(count(split, name, Photo.VAL)).as(name).isPositive();
            }
        }
    }

    @Property(tries = 30)
    void split_does_not_depend_on_order_or_ids(@ForAll long seed) {
        List<Picture> pictures = random(40, 4, seed);
        List<Picture> shuffled = new ArrayList<>();
        pictures.forEach(each -> shuffled.add(
                new Picture("renamed" + each.id(), each.source(), null, each.labels(), each.sha256(), true)));
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(validation(StratifiedSplit.of(shuffled, .2, 1)))
                .isEqualTo(validation(StratifiedSplit.of(pictures, .2, 1)));
    }

    @Test
    void classes_and_background_have_the_share_in_both_splits() {
        List<Picture> split = StratifiedSplit.of(random(2000, 5, 3), .15, 3);

        for (String name : List.of("c0", "c1", "c2", "c3", "c4")) {
            double val = count(split, name, Photo.VAL);
            assertThat(val / (val + count(split, name, Photo.TRAIN))).isBetween(.14, .16);
        }
        double background =
                split.stream().filter(each -> each.labels().isEmpty()).count();
        double val = split.stream()
                .filter(each -> each.labels().isEmpty() && each.split().equals(Photo.VAL))
                .count();
        assertThat(val / background).isBetween(.12, .18);
    }

    @Test
    void another_seed_gives_another_split() {
        List<Picture> pictures = random(200, 3, 1);
        assertThat(validation(StratifiedSplit.of(pictures, .15, 2)))
                .isNotEqualTo(validation(StratifiedSplit.of(pictures, .15, 1)));
    }

    private static List<Picture> random(int size, int classes, long seed) {
        Random random = new Random(seed);
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Set<String> labels = new TreeSet<>();
            for (int c = 0; c < classes; c++) {
                if (random.nextInt(c + 2) == 0) {
                    labels.add("c" + c);
                }
            }
            pictures.add(new Picture("p" + i, "p" + i, null, labels, Sha256.hex("content " + i), true));
        }
        return pictures;
    }

    private static Set<String> validation(List<Picture> pictures) {
        return pictures.stream()
                .filter(each -> each.split().equals(Photo.VAL))
                .map(Picture::sha256)
                .collect(Collectors.toSet());
    }

    private static long count(List<Picture> pictures, String name, String split) {
        return pictures.stream()
                .filter(each -> each.labels().contains(name) && each.split().equals(split))
                .count();
    }
}
