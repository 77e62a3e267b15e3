package dev.eader.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BoundedMapTest {
    private final BoundedMap<String, Integer> map = new BoundedMap<>(10, value -> value);

    @Test
    void oldest_entries_are_removed_first() {
        map.put("a", 4);
        map.put("b", 4);
        map.put("a", 4);
        map.put("c", 4);
        assertThat(map.asMap()).containsOnlyKeys("a", "c");
    }

    @Test
    void value_above_limit_empties_map() {
        map.put("a", 4);
        map.put("b", 11);
        assertThat(map.asMap()).isEmpty();
        assertThat(map.weight()).isZero();
    }

    @Property
    void weight_is_sum_of_entries_within_limit(@ForAll @Size(max = 100) List<@IntRange(max = 99) Integer> puts) {
        BoundedMap<Integer, Integer> bounded = new BoundedMap<>(50, value -> value);
        puts.forEach(value -> bounded.put(value % 10, value));
        assertThat(bounded.weight())
                .isLessThanOrEqualTo(50)
                .isEqualTo(bounded.asMap().values().stream()
                        .mapToLong(Integer::longValue)
                        .sum());
    }
}
