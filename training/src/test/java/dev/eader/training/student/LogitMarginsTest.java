package dev.eader.training.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class LogitMarginsTest {
    private static final boolean[] BOTH = {true, true};
    /** Pixels of background, class 1, class 2, class 1, and class 2 with class 1 nearly as probable. */
    private final LogitMargins margins =
            new LogitMargins(5, 1, new float[] {.9f, .8f}, new float[][] {{-1, 2, 1, 30, 40}, {-2, 1, 2, 20, 40.1f}});

    @Test
    void threshold_of_one_half_gives_the_argmax() {
        assertThat(margins.labels(BOTH, 0)).containsExactly(0, 1, 2, 1, 2);
        assertThat(margins.maps().labelMap(BOTH, .5)).containsExactly(0, 1, 2, 1, 2);
    }

    @Test
    void absent_class_never_appears() {
        assertThat(margins.labels(new boolean[] {true, false}, 0)).containsExactly(0, 1, 1, 1, 1);
        assertThat(margins.maps().labelMap(new boolean[] {false, true}, .5)).containsExactly(0, 2, 2, 2, 2);
    }

    @Test
    void threshold_shifts_the_margin_of_background() {
        assertThat(LogitMargins.ofThreshold(.5)).isZero();
        assertThat(LogitMargins.ofThreshold(.75)).isCloseTo(1, offset(1e-9));
        assertThat(LogitMargins.ofThreshold(.25)).isCloseTo(-1, offset(1e-9));
        assertThat(margins.maps().labelMap(BOTH, .9)).containsExactly(0, 0, 0, 1, 2);
    }

    @Test
    void pixels_below_the_minimum_probability_are_unlabelled() {
        // 1 / (1 + e^-1 + e^-2) = 0.665
        assertThat(margins.labels(BOTH, .66)).containsExactly(0, 1, 2, 1, -1);
        assertThat(margins.labels(BOTH, .67)).containsExactly(-1, -1, -1, 1, -1);
    }
}
