package dev.eader.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class RedrivenOffsetsTest {
    private final RedrivenOffsets none = RedrivenOffsets.of(null, 3);

    @Test
    void without_commit_no_kept_offset_is_redriven() {
        assertThat(none.contains(2)).as("no longer retained").isTrue();
        assertThat(none.contains(3)).isFalse();
    }

    @Test
    void single_offsets_survive_a_commit() {
        var moved = RedrivenOffsets.of(none.with(7).with(5).toCommit(), 3);
        assertThat(moved.next()).isEqualTo(3);
        assertThat(moved.contains(5)).isTrue();
        assertThat(moved.contains(6)).isFalse();
        assertThat(moved.contains(7)).isTrue();
    }

    @Test
    void next_offset_increases_the_committed_offset() {
        assertThat(none.with(3).toCommit().offset()).isEqualTo(4);
        assertThat(none.with(3).toCommit().metadata()).isEmpty();
    }

    @Test
    void single_offsets_below_the_commit_are_removed() {
        var committed = none.with(5).with(9).upTo(7).toCommit();
        assertThat(committed.offset()).isEqualTo(8);
        assertThat(committed.metadata()).isEqualTo("9");
    }

    @Test
    void too_many_single_offsets_are_refused() {
        RedrivenOffsets many = none;
        for (long offset = 1_000_000; offset < 1_000_600; offset++) {
            many = many.with(offset);
        }
        assertThatThrownBy(many::toCommit).isInstanceOf(KafkaException.class).hasMessageContaining("redrive all");
    }
}
