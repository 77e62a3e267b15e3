package dev.eader.training.command.fit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedOptionsTest {
    private static final Path FOLDER = Path.of("run", "plain");

    @Test
    void same_folder_written_differently_is_no_change() {
        List<String> before = List.of("train", "--voc", "run/data", "--out", "run/plain", "--init", "photos");
        List<String> now = List.of(
                "train",
                "--voc",
                "./run/data",
                "--out",
                Path.of("run/plain").toAbsolutePath().toString(),
                "--init",
                "other/../photos");

        assertThatCode(() -> new ChangedOptions(before, now).require("plain", FOLDER))
                .doesNotThrowAnyException();
    }

    @Test
    void another_folder_or_number_is_named_as_it_was_given() {
        List<String> before = List.of("train", "--voc", "run/data", "--alpha", "1");
        List<String> now = List.of("train", "--voc", "run2/data", "--alpha", ".3");

        assertThatThrownBy(() -> new ChangedOptions(before, now).require("plain", FOLDER))
                .hasMessageContaining(
                        "was started with --voc run/data --alpha 1, now it has --voc run2/data --alpha .3");
    }

    @Test
    void network_and_device_are_compared_as_text() {
        List<String> before = List.of("train", "--localizer", "mobilenet_v2:16", "--device", "cpu");
        List<String> now = List.of("train", "--localizer", "mobilenet_v2:32", "--device", "gpu:0");

        assertThatThrownBy(() -> new ChangedOptions(before, now).require("plain", FOLDER))
                .hasMessageContaining("--localizer mobilenet_v2:16, now it has --localizer mobilenet_v2:32;");
    }
}
