package dev.eader.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void percentiles_are_nearest_ranks() {
        var hundred = new Percentiles(
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) (101 - i)).toList());
        assertThat(hundred.at(0.5)).isEqualTo(50);
        assertThat(hundred.at(0.99)).isEqualTo(99);
        assertThat(hundred.at(1)).isEqualTo(100);
        assertThat(new Percentiles(List.of(7.)).at(0.01)).isEqualTo(7);
    }

    @Test
    void median_of_an_even_number_is_the_mean_of_two() {
        assertThat(Percentiles.median(List.of(9., 1., 2.))).isEqualTo(2);
        assertThat(Percentiles.median(List.of(9., 1., 2., 4.))).isEqualTo(3);
    }

    @Test
    void percentiles_of_no_values_are_refused() {
        assertThatThrownBy(() -> new Percentiles(List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("--seconds");
    }

    @Property
    void percentile_is_not_exceeded_by_its_share_of_values(
            @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = 0, max = 1000) Double> values,
            @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
        double percentile = new Percentiles(values).at(share);
        assertThat(values).contains(percentile);
        assertThat(values.stream().filter(value -> value <= percentile).count())
                .isGreaterThanOrEqualTo((long) Math.floor(share * values.size()));
    }
}
