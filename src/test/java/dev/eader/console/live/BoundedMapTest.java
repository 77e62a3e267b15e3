package dev.eader.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

public class BoundedMapTest {
    private final BoundedMap<String, Integer> recent = new BoundedMap<>(10, value -> value);

    @Test
    void the_oldest_go_first() {
        recent.put("a", 4);
        recent.put("b", 4);
        recent.put("a", 4);
        recent.put("c", 4);
        assertThat(recent.all()).containsOnlyKeys("a", "c");
    }

    @Test
    void what_is_larger_than_the_whole_is_not_kept() {
        recent.put("a", 4);
        recent.put("b", 11);
        assertThat(recent.all()).isEmpty();
        assertThat(recent.held()).isZero();
    }

    @Property
    void what_is_held_is_the_sum_of_what_is_there_and_within_the_limit(
            @ForAll @Size(max = 100) List<@IntRange(max = 99) Integer> puts) {
        BoundedMap<Integer, Integer> many = new BoundedMap<>(50, value -> value);
        puts.forEach(value -> many.put(value % 10, value));
        assertThat(many.held())
                .isLessThanOrEqualTo(50)
                .isEqualTo(many.all().values().stream()
                        .mapToLong(Integer::longValue)
                        .sum());
    }
}
