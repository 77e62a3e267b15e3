package dev.eader.training.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.eader.training.optimisation.RateSchedule.Decay;
import org.junit.jupiter.api.Test;

class RateScheduleTest {
    @Test
    void rate_follows_its_decay() {
        assertThat(factor(Decay.POLYNOMIAL, 0, 25)).isEqualTo(.75 * .75);
        assertThat(factor(Decay.COSINE, 0, 0)).isEqualTo(1);
        assertThat(factor(Decay.COSINE, 0, 50)).isCloseTo(.5, within(1e-12));
        assertThat(factor(Decay.COSINE, 0, 25)).isCloseTo((1 + Math.sqrt(.5)) / 2, within(1e-12));
        assertThat(factor(Decay.CONSTANT, 0, 99)).isEqualTo(1);
    }

    @Test
    void rate_grows_linearly_during_warm_up_from_above_0() {
        assertThat(factor(Decay.CONSTANT, 4, 0)).isEqualTo(.25);
        assertThat(factor(Decay.CONSTANT, 4, 1)).isEqualTo(.5);
        assertThat(factor(Decay.CONSTANT, 4, 3)).isEqualTo(1);
        assertThat(factor(Decay.CONSTANT, 4, 4)).isEqualTo(1);
        assertThat(factor(Decay.POLYNOMIAL, 100, 49)).isCloseTo(.5 * .51 * .51, within(1e-12));
    }

    private static double factor(Decay decay, int warmUp, long step) {
        return new RateSchedule(100, 2, decay, warmUp).factor(step);
    }
}
