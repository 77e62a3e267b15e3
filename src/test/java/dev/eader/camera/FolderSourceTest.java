package dev.eader.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {

    @TempDir
    Path folder;

    @Test
    void images_are_read_unchanged_in_name_order() throws IOException {
        write("b.PNG", 2);
        write("a.10.jpg", 1);
        write("c.webp", 4);
        write("b2.jpeg", 3);
        write("notes.txt", 9);
        write(".jpg", 9);
        write("._b.jpg", 9);
        write(".hidden.png", 9);
        Files.createDirectory(folder.resolve("folder.jpg"));

        var before = Instant.now();
        var frames = all(new FolderSource(folder));

        assertThat(frames).extracting(CameraFrame::frameId).containsExactly("a.10", "b", "b2", "c");
        assertThat(frames).extracting(frame -> (int) frame.encoded()[0]).containsExactly(1, 2, 3, 4);
        assertThat(frames).allSatisfy(frame -> assertThat(frame.capturedAt()).isBetween(before, Instant.now()));
    }

    @Test
    void file_names_of_any_script_become_frame_ids() throws IOException {
        var names = List.of("12:30:05", "a+b %41", "h\u00f6f", "\u6444\u50cf\u673a");
        for (var name : names) {
            write(name + ".jpg", 1);
        }
        assertThat(all(new FolderSource(folder)))
                .extracting(CameraFrame::frameId)
                .containsExactlyElementsOf(names);
    }

    @Test
    void unreadable_image_is_reported_after_all_others() throws IOException {
        write("a.jpg", 1);
        var missing = write("b.jpg", 2);
        write("c.jpg", 3);
        var source = new FolderSource(folder);
        Files.delete(missing);

        assertThat(source.next().orElseThrow().frameId()).isEqualTo("a");
        assertThat(source.next().orElseThrow().frameId()).isEqualTo("c");
        assertThatThrownBy(source::next)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("image " + missing + " cannot be read");
    }

    @Test
    void repetitions_have_unique_ids() throws IOException {
        write("a.jpg", 1);
        write("b.jpg", 2);
        var repeated = new RepeatingSource(() -> new FolderSource(folder), 3);
        assertThat(all(repeated))
                .extracting(CameraFrame::frameId)
                .containsExactly("a", "b", "a-2", "b-2", "a-3", "b-3");
    }

    @Test
    void repetition_with_the_id_of_another_frame_is_refused() throws IOException {
        write("a.jpg", 1);
        write("a-2.jpg", 2);
        assertThatThrownBy(() -> all(new RepeatingSource(() -> new FolderSource(folder), 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its id would be a-2");
        assertThat(all(new RepeatingSource(() -> new FolderSource(folder), 1)))
                .extracting(CameraFrame::frameId)
                .containsExactly("a-2", "a");
    }

    @Test
    void folder_without_images_is_refused_with_its_name() throws IOException {
        var missing = folder.resolve("missing");
        assertThatThrownBy(() -> new FolderSource(missing)).hasMessage(missing + " does not exist; a folder is needed");
        var file = write("notes.txt", 1);
        assertThatThrownBy(() -> new FolderSource(file)).hasMessage(file + " is not a folder; a folder is needed");
        assertThatThrownBy(() -> new FolderSource(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("folder " + folder + " has no image; .jpg, .jpeg, .png or .webp files are needed");
    }

    @Test
    void files_that_differ_only_in_extension_are_refused() throws IOException {
        write("a.jpg", 1);
        write("a.png", 1);
        assertThatThrownBy(() -> new FolderSource(folder))
                .hasMessageContaining("a.jpg")
                .hasMessageContaining("a.png")
                .hasMessageContaining("same frame id, a;");
    }

    private Path write(String name, int value) throws IOException {
        return Files.write(folder.resolve(name), new byte[] {(byte) value});
    }

    static List<CameraFrame> all(FrameSource source) {
        var frames = new ArrayList<CameraFrame>();
        for (var frame = source.next(); frame.isPresent(); frame = source.next()) {
            frames.add(frame.get());
        }
        source.close();
        return frames;
    }
}
