package dev.eader.training.erasing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.eader.training.erasing.Schedule.Decay;
import dev.eader.training.erasing.Schedule.Turn;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void turns_alternate_after_both_have_warmed_up() {
        Schedule schedule = new Schedule(1, 2, 1, 10, 0, Decay.CONSTANT, 0);
        assertThat(new Turn[] {schedule.turn(0), schedule.turn(1), schedule.turn(2), schedule.turn(3), schedule.turn(4)
                })
                .containsExactly(Turn.BOTH, Turn.LOCALIZER, Turn.LOCALIZER, Turn.ADVERSARY, Turn.LOCALIZER);
    }

    @Test
    void a_rate_falls_as_its_decay_says() {
        assertThat(rate(Decay.POLYNOMIAL, 0, 25)).isEqualTo(.75 * .75);
        assertThat(rate(Decay.COSINE, 0, 0)).isEqualTo(1);
        assertThat(rate(Decay.COSINE, 0, 50)).isCloseTo(.5, within(1e-12));
        assertThat(rate(Decay.COSINE, 0, 25)).isCloseTo((1 + Math.sqrt(.5)) / 2, within(1e-12));
        assertThat(rate(Decay.CONSTANT, 0, 99)).isEqualTo(1);
    }

    @Test
    void a_rate_warms_up_in_even_steps_and_is_never_0() {
        assertThat(rate(Decay.CONSTANT, 4, 0)).isEqualTo(.25);
        assertThat(rate(Decay.CONSTANT, 4, 1)).isEqualTo(.5);
        assertThat(rate(Decay.CONSTANT, 4, 3)).isEqualTo(1);
        assertThat(rate(Decay.CONSTANT, 4, 4)).isEqualTo(1);
        assertThat(rate(Decay.POLYNOMIAL, 100, 49)).isCloseTo(.5 * .51 * .51, within(1e-12));
    }

    @Test
    void turns_that_never_come_are_refused() {
        assertThatThrownBy(() -> new Schedule(0, 0, 0, 10, 0, Decay.CONSTANT, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("turns");
    }

    private static double rate(Decay decay, int rateWarmUp, long step) {
        return new Schedule(0, 1, 1, 100, 2, decay, rateWarmUp).rate(step);
    }
}
