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
    void yields_pictures_in_name_order_with_their_bytes_as_they_are() throws IOException {
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
    void names_with_colons_plus_signs_and_any_script_are_ids() throws IOException {
        var names = List.of("12:30:05", "a+b %41", "h\u00f6f", "\u6444\u50cf\u673a");
        for (var name : names) {
            write(name + ".jpg", 1);
        }
        assertThat(all(new FolderSource(folder)))
                .extracting(CameraFrame::frameId)
                .containsExactlyElementsOf(names);
    }

    @Test
    void unreadable_picture_is_named_after_the_rest() throws IOException {
        write("a.jpg", 1);
        var missing = write("b.jpg", 2);
        write("c.jpg", 3);
        var source = new FolderSource(folder);
        Files.delete(missing);

        assertThat(source.next().orElseThrow().frameId()).isEqualTo("a");
        assertThat(source.next().orElseThrow().frameId()).isEqualTo("c");
        assertThatThrownBy(source::next)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("picture " + missing + " cannot be read");
    }

    @Test
    void a_second_time_gives_ids_of_its_own() throws IOException {
        write("a.jpg", 1);
        write("b.jpg", 2);
        var looped = new RepeatingSource(() -> new FolderSource(folder), 3);
        assertThat(all(looped)).extracting(CameraFrame::frameId).containsExactly("a", "b", "a-2", "b-2", "a-3", "b-3");
    }

    @Test
    void no_id_of_a_second_time_is_ever_another_frames() throws IOException {
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
    void a_missing_folder_a_file_and_a_folder_without_pictures_are_refused_by_name() throws IOException {
        var missing = folder.resolve("missing");
        assertThatThrownBy(() -> new FolderSource(missing)).hasMessage(missing + " does not exist; a folder is needed");
        var file = write("notes.txt", 1);
        assertThatThrownBy(() -> new FolderSource(file)).hasMessage(file + " is not a folder; a folder is needed");
        assertThatThrownBy(() -> new FolderSource(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("folder " + folder + " holds no picture: .jpg, .jpeg, .png or .webp files are needed");
    }

    @Test
    void two_files_that_would_be_the_same_frame_are_refused() throws IOException {
        write("a.jpg", 1);
        write("a.png", 1);
        assertThatThrownBy(() -> new FolderSource(folder))
                .hasMessageContaining("a.jpg")
                .hasMessageContaining("a.png")
                .hasMessageContaining("same frame");
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
