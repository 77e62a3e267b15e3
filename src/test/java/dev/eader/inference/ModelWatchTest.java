package dev.eader.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelWatchTest implements ModelWatch.Listener {
    private static final ModelOptions CPU = new ModelOptions(DeviceChoice.CPU, 1);

    @TempDir
    private Path folder;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Path file;
    private ModelRegistry registry;
    private ModelWatch watch;

    @Override
    public void swapped(String name, ModelDescription model) {
        heard.add(name + " " + model.version());
    }

    @Override
    public void refused(String name, String reason) {
        heard.add(name + " refused");
    }

    private static byte[] version(String version) {
        return new TinyModel().metadata("eader.version", version).bytes();
    }

    private String served() {
        return registry.descriptions().get("a").version();
    }

    private void lookTwice() {
        watch.look();
        watch.look();
    }

    @BeforeEach
    void serveVersionOne() throws IOException {
        file = Files.write(folder.resolve("a.onnx"), version("1"));
        registry = ModelRegistry.open("a", List.of(), Map.of("a", file), CPU);
        watch = new ModelWatch(registry, Map.of("a", file), Duration.ZERO, this);
    }

    @AfterEach
    void close() {
        watch.close();
        registry.close();
    }

    /** As {@code mv} does. */
    private void rename(byte[] content) throws IOException {
        Path fresh = Files.write(folder.resolve("a.onnx.new"), content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void a_file_that_stays_as_it_is_or_is_only_touched_is_not_loaded_again() throws IOException {
        lookTwice();
        rename(version("1"));
        lookTwice();
        assertThat(heard).isEmpty();
        assertThat(served()).isEqualTo("1");
    }

    @Test
    void change_in_place_with_equal_size_and_time_is_served() throws IOException {
        lookTwice();
        FileTime modified = Files.getLastModifiedTime(file);
        Files.write(file, version("2"));
        Files.setLastModifiedTime(file, modified);
        lookTwice();
        assertThat(heard).containsExactly("a 2");
    }

    @Test
    void named_pipe_in_place_of_a_model_does_not_stop_the_watch() throws Exception {
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        lookTwice();
        assertThat(watch.refusals().get("a")).contains("a.onnx", "it is not a regular file");
        rename(version("2"));
        lookTwice();
        assertThat(heard).containsExactly("a refused", "a 2");
    }

    @Test
    void changed_file_over_the_size_limit_is_refused_by_name() throws IOException {
        ModelOptions small = new ModelOptions(DeviceChoice.CPU, 1, 1, version("1").length);
        try (var limited = ModelRegistry.open("a", List.of(), Map.of("a", file), small);
                var own = new ModelWatch(limited, Map.of("a", file), Duration.ZERO, this)) {
            rename(version("22"));
            own.look();
            own.look();
            assertThat(own.refusals().get("a")).contains("a.onnx", "eader.model.max-bytes");
        }
    }

    @Test
    void a_file_renamed_over_the_old_one_is_served_once() throws IOException {
        rename(version("2"));
        lookTwice();
        lookTwice();
        assertThat(served()).isEqualTo("2");
        assertThat(heard).containsExactly("a 2");
    }

    @Test
    void a_file_that_still_grows_is_let_be() throws IOException {
        byte[] whole = version("2");
        for (int length = 100; length < 600; length += 100) {
            Files.write(file, Arrays.copyOf(whole, length));
            watch.look();
        }
        assertThat(heard).isEmpty();
        Files.write(file, whole);
        lookTwice();
        assertThat(heard).containsExactly("a 2");
    }

    @Test
    void a_broken_file_is_refused_once_and_a_good_one_after_it_is_served() throws IOException {
        rename(new TinyModel().metadata("eader.version", "2").scoreFactor(3).bytes());
        lookTwice();
        lookTwice();
        assertThat(served()).isEqualTo("1");
        assertThat(heard).containsExactly("a refused");
        assertThat(watch.refusals().get("a")).contains("a.onnx", "'scores' has values outside [0, 1]");

        rename(Arrays.copyOf(version("3"), 500));
        lookTwice();
        assertThat(served()).isEqualTo("1");
        assertThat(watch.refusals().get("a")).contains("ONNX Runtime cannot load it");

        rename(version("4"));
        lookTwice();
        assertThat(served()).isEqualTo("4");
        assertThat(watch.refusals()).isEmpty();
        assertThat(heard).containsExactly("a refused", "a refused", "a 4");
    }

    @Test
    void a_file_that_is_gone_is_told_of_and_its_model_serves_on() throws IOException {
        Files.delete(file);
        lookTwice();
        assertThat(served()).isEqualTo("1");
        assertThat(watch.refusals().get("a")).contains("is not there");
        rename(version("1"));
        lookTwice();
        assertThat(watch.refusals()).isEmpty();
    }

    @Test
    void a_mounted_volume_whose_data_link_is_turned_to_another_folder_is_followed() throws IOException {
        for (String version : List.of("1", "2")) {
            Files.write(Files.createDirectory(folder.resolve("..v" + version)).resolve("b.onnx"), version(version));
        }
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..v1"));
        Path mounted = Files.createSymbolicLink(folder.resolve("b.onnx"), Path.of("..data", "b.onnx"));
        registry.swap("b", mounted);
        try (var mount = new ModelWatch(registry, Map.of("b", mounted), Duration.ZERO, this)) {
            mount.look();
            mount.look();
            Path turned = Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("..v2"));
            Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE);
            mount.look();
            mount.look();
        }
        assertThat(heard).containsExactly("b 2");
        assertThat(registry.descriptions().get("b").version()).isEqualTo("2");
    }

    @Test
    void it_looks_by_itself() throws IOException {
        try (var own = new ModelWatch(registry, Map.of("a", file), Duration.ofMillis(10), this)) {
            rename(version("2"));
            await().atMost(Duration.ofSeconds(60)).until(() -> served().equals("2"));
        }
    }

    @Test
    void a_negative_period_is_refused_by_name() {
        assertThatThrownBy(() -> new ModelWatch(registry, Map.of(), Duration.ofSeconds(-1), this))
                .hasMessageContaining("eader.model.watch");
    }
}
