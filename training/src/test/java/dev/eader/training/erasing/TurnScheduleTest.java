package dev.eader.training.erasing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.training.erasing.TurnSchedule.Turn;
import dev.eader.training.optimisation.RateSchedule.Decay;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TurnScheduleTest {
    @Test
    void turns_alternate_after_the_warm_up() {
        TurnSchedule schedule = new TurnSchedule(1, 2, 1, 10, 0, Decay.CONSTANT, 0);
        assertThat(LongStream.range(0, 5).mapToObj(schedule::turn))
                .containsExactly(Turn.BOTH, Turn.LOCALIZER, Turn.LOCALIZER, Turn.ADVERSARY, Turn.LOCALIZER);
    }

    @Test
    void two_turns_of_0_steps_are_refused() {
        assertThatThrownBy(() -> new TurnSchedule(0, 0, 0, 10, 0, Decay.CONSTANT, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("turns");
    }
}
