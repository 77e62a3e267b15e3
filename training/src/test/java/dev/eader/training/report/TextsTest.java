package dev.eader.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void arguments_with_special_characters_are_quoted_for_a_shell() {
        assertThat(Texts.command(List.of("--out=/a/b.onnx", "my photos", "it's", "$HOME;", "")))
                .containsExactly("--out=/a/b.onnx", "'my photos'", "'it'\\''s'", "'$HOME;'", "''");
    }

    @Test
    void durations_have_units_of_their_magnitude() {
        assertThat(List.of(Texts.duration(59.4), Texts.duration(59.6), Texts.duration(3725)))
                .containsExactly("59 s", "1 min 00 s", "1 h 02 min");
    }

    @Test
    void sizes_have_units_of_their_magnitude() {
        assertThat(List.of(Texts.bytes(999), Texts.bytes(2_400), Texts.bytes(9_815_406)))
                .containsExactly("999 bytes", "2 kB", "9.8 MB");
    }
}
