package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.collection.Photos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareTest {
    @TempDir
    Path folder;

    @Test
    void class_folders_with_background_are_prepared() throws IOException {
        Photos.folder(folder.resolve("photos/cat"), 3, 1);
        Photos.folder(folder.resolve("street"), 3, 50);

        String background = "--background=" + folder.resolve("street");
        assertThat(prepare(background).code()).isZero();
        assertThat(prepare(background).code()).as("repeated").isZero();
        assertThat(folder.resolve("data/labels.csv")).isRegularFile();
    }

    @Test
    void single_class_without_background_is_refused_before_training() throws IOException {
        Photos.folder(folder.resolve("photos/cat"), 3, 1);

        assertThat(prepare().refused()).contains("every training picture shows cat", "_background");
        assertThat(folder.resolve("data/prepared.json")).doesNotExist();
    }

    @Test
    void bad_files_are_left_out_on_request() throws IOException {
        Photos.folder(folder.resolve("photos/cat"), 3, 1);
        Photos.folder(folder.resolve("photos/dog"), 3, 50);
        Photos.folder(folder.resolve("photos/dog/deep"), 1, 50);
        Files.writeString(folder.resolve("photos/dog/text.jpg"), "no picture");

        assertThat(prepare().refused()).contains("dog/text.jpg is not a picture", "--skip-bad");
        assertThat(prepare("--skip-bad").code()).isZero();
    }

    private Output prepare(String... more) throws IOException {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "prepare";
        arguments[1] = "--images=" + folder.resolve("photos");
        arguments[2] = "--out=" + folder.resolve("data");
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Output.of(() -> Training.run(arguments));
    }
}
