package dev.eader.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureChoiceTest {
    private final List<ScoredPicture> pictures = new ArrayList<>();

    @Test
    void largest_errors_come_first() {
        add(new float[] {1, 0}, .4f, .1f);
        add(new float[] {1, 0}, .1f, .1f);
        add(new float[] {1, 0}, .9f, .99f);
        add(new float[] {1, 0}, .9f, .1f);

        assertThat(PictureChoice.of(pictures, 12).wrong())
                .extracting(ScoredPicture::index)
                .containsExactly(2, 1, 0);
    }

    @Test
    void surest_pictures_of_each_class_take_turns() {
        add(new float[] {1, 0}, .99f, .01f);
        add(new float[] {1, 0}, .98f, .02f);
        add(new float[] {0, 1}, .3f, .7f);
        add(new float[] {1, 0}, .97f, .03f);

        assertThat(PictureChoice.of(pictures, 3).sure())
                .extracting(ScoredPicture::index)
                .containsExactly(0, 2, 1);
    }

    @Test
    void unsure_pictures_replace_missing_errors() {
        for (int i = 0; i < 30; i++) {
            add(new float[] {1, 0}, .51f + i / 100f, .01f);
        }

        PictureChoice choice = PictureChoice.of(pictures, 12);
        assertThat(choice.wrong()).isEmpty();
        assertThat(choice.sure()).hasSize(12);
        assertThat(choice.unsure())
                .hasSize(12)
                .doesNotContainAnyElementsOf(choice.sure())
                .first()
                .isEqualTo(pictures.get(0));
    }

    private void add(float[] labels, float... scores) {
        pictures.add(ScoredPicture.of(pictures.size(), labels, scores, .5));
    }
}
