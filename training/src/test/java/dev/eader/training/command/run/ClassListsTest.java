package dev.eader.training.command.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassListsTest {
    @TempDir
    Path folder;

    @Test
    void exported_class_names_of_any_script_are_escaped_to_ascii() throws IOException {
        List<String> classes = List.of("\ud83d\udc04", "h\u00fchner", "\u732b", "a\"b");

        String json = ClassLists.json(classes);

        assertThat(json).isEqualTo("[\"\\uD83D\\uDC04\",\"h\\u00FChner\",\"\\u732B\",\"a\\\"b\"]");
        assertThat(JsonFiles.JSON.readTree(json))
                .extracting(node -> node.asText())
                .containsExactlyElementsOf(classes);
    }

    @Test
    void run_with_other_class_names_is_refused_with_both_lists() throws IOException {
        Files.writeString(folder.resolve("run.json"), "{\"classes\": [\"cat\", \"dog\"]}");

        RunFolder run = new RunFolder(folder);
        assertThatCode(() -> run.requireClasses(List.of("cat", "dog"))).doesNotThrowAnyException();
        for (List<String> others : List.of(List.of("dog", "cat"), List.of("cat"), List.of("cat", "cow"))) {
            assertThatThrownBy(() -> run.requireClasses(others))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(folder.toString(), "[cat, dog]", others.toString());
        }
    }
}
