package dev.eader.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class RedrivenOffsetsTest {
    private final RedrivenOffsets none = RedrivenOffsets.of(null, 3);

    @Test
    void where_nothing_is_committed_no_letter_is_moved() {
        assertThat(none.contains(2)).as("not kept any more").isTrue();
        assertThat(none.contains(3)).isFalse();
    }

    @Test
    void a_letter_moved_before_its_turn_is_told_apart_after_a_commit_too() {
        var moved = RedrivenOffsets.of(none.with(7).with(5).toCommit(), 3);
        assertThat(moved.next()).isEqualTo(3);
        assertThat(moved.contains(5)).isTrue();
        assertThat(moved.contains(6)).isFalse();
        assertThat(moved.contains(7)).isTrue();
    }

    @Test
    void the_next_letter_moves_the_offset_itself() {
        assertThat(none.with(3).toCommit().offset()).isEqualTo(4);
        assertThat(none.with(3).toCommit().metadata()).isEmpty();
    }

    @Test
    void what_is_passed_in_turn_need_not_be_told_any_more() {
        var committed = none.with(5).with(9).upTo(7).toCommit();
        assertThat(committed.offset()).isEqualTo(8);
        assertThat(committed.metadata()).isEqualTo("9");
    }

    @Test
    void more_than_a_commit_can_tell_is_refused() {
        RedrivenOffsets many = none;
        for (long offset = 1_000_000; offset < 1_000_600; offset++) {
            many = many.with(offset);
        }
        assertThatThrownBy(many::toCommit).isInstanceOf(KafkaException.class).hasMessageContaining("redrive all");
    }
}
