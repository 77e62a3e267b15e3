package dev.eader.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class MovedLettersTest {
    private final MovedLetters none = MovedLetters.of(null, 3);

    @Test
    void where_nothing_is_committed_no_letter_is_moved() {
        assertThat(none.holds(2)).as("not kept any more").isTrue();
        assertThat(none.holds(3)).isFalse();
    }

    @Test
    void a_letter_moved_before_its_turn_is_told_apart_after_a_commit_too() {
        var moved = MovedLetters.of(none.and(7).and(5).committed(), 3);
        assertThat(moved.next()).isEqualTo(3);
        assertThat(moved.holds(5)).isTrue();
        assertThat(moved.holds(6)).isFalse();
        assertThat(moved.holds(7)).isTrue();
    }

    @Test
    void the_next_letter_moves_the_offset_itself() {
        assertThat(none.and(3).committed().offset()).isEqualTo(4);
        assertThat(none.and(3).committed().metadata()).isEmpty();
    }

    @Test
    void what_is_passed_in_turn_need_not_be_told_any_more() {
        var committed = none.and(5).and(9).upTo(7).committed();
        assertThat(committed.offset()).isEqualTo(8);
        assertThat(committed.metadata()).isEqualTo("9");
    }

    @Test
    void more_than_a_commit_can_tell_is_refused() {
        MovedLetters many = none;
        for (long offset = 1_000_000; offset < 1_000_600; offset++) {
            many = many.and(offset);
        }
        assertThatThrownBy(many::committed).isInstanceOf(KafkaException.class).hasMessageContaining("redrive all");
    }
}
