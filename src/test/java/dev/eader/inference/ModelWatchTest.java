package dev.eader.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eader.inference.model.DeviceChoice;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelWatchTest {
    private static final ModelOptions CPU = new ModelOptions(DeviceChoice.CPU, 1);

    @TempDir
    private Path folder;

    private final RecordingListener listener = new RecordingListener();
    private Path file;
    private ModelRegistry registry;
    private ModelWatch watch;

    private static byte[] version(String version) {
        return new TinyModel().metadata("eader.version", version).bytes();
    }

    private String served() {
        return registry.descriptions().get("a").version();
    }

    private void checkTwice() {
        watch.checkFiles();
        watch.checkFiles();
    }

    @BeforeEach
    void serveVersionOne() throws IOException {
        file = Files.write(folder.resolve("a.onnx"), version("1"));
        registry = ModelRegistry.open("a", List.of(), Map.of("a", file), CPU);
        watch = new ModelWatch(registry, Map.of("a", file), Duration.ZERO, listener);
    }

    @AfterEach
    void close() {
        watch.close();
        registry.close();
    }

    /** Replaces the file like {@code mv}. */
    private void replace(byte[] content) throws IOException {
        Path fresh = Files.write(folder.resolve("a.onnx.new"), content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void unchanged_content_is_not_reloaded() throws IOException {
        checkTwice();
        replace(version("1"));
        checkTwice();
        assertThat(listener.events()).isEmpty();
        assertThat(served()).isEqualTo("1");
    }

    @Test
    void change_in_place_with_equal_size_and_time_is_reloaded() throws IOException {
        checkTwice();
        FileTime modified = Files.getLastModifiedTime(file);
        Files.write(file, version("2"));
        Files.setLastModifiedTime(file, modified);
        checkTwice();
        assertThat(listener.events()).containsExactly("a 2");
    }

    @Test
    void named_pipe_in_place_of_a_model_is_refused() throws Exception {
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        checkTwice();
        assertThat(watch.refusals().get("a")).contains("a.onnx", "it is not a regular file");
        replace(version("2"));
        checkTwice();
        assertThat(listener.events()).containsExactly("a refused", "a 2");
    }

    @Test
    void changed_file_over_the_size_limit_is_refused_by_name() throws IOException {
        ModelOptions small = new ModelOptions(DeviceChoice.CPU, 1, 1, version("1").length);
        try (var limited = ModelRegistry.open("a", List.of(), Map.of("a", file), small);
                var own = new ModelWatch(limited, Map.of("a", file), Duration.ZERO, listener)) {
            replace(version("22"));
            own.checkFiles();
            own.checkFiles();
            assertThat(own.refusals().get("a")).contains("a.onnx", "eader.model.max-bytes");
        }
    }

    @Test
    void file_renamed_over_the_model_is_reloaded_once() throws IOException {
        replace(version("2"));
        checkTwice();
        checkTwice();
        assertThat(served()).isEqualTo("2");
        assertThat(listener.events()).containsExactly("a 2");
    }

    @Test
    void growing_file_is_reloaded_only_when_complete() throws IOException {
        byte[] whole = version("2");
        for (int length = 100; length < 600; length += 100) {
            Files.write(file, Arrays.copyOf(whole, length));
            watch.checkFiles();
        }
        assertThat(listener.events()).isEmpty();
        Files.write(file, whole);
        checkTwice();
        assertThat(listener.events()).containsExactly("a 2");
    }

    @Test
    void broken_file_is_refused_once_until_a_valid_one_follows() throws IOException {
        replace(new TinyModel().metadata("eader.version", "2").scoreFactor(3).bytes());
        checkTwice();
        checkTwice();
        assertThat(served()).isEqualTo("1");
        assertThat(listener.events()).containsExactly("a refused");
        assertThat(watch.refusals().get("a")).contains("a.onnx", "'scores' has values outside [0, 1]");

        replace(Arrays.copyOf(version("3"), 500));
        checkTwice();
        assertThat(served()).isEqualTo("1");
        assertThat(watch.refusals().get("a")).contains("ONNX Runtime cannot load it");

        replace(version("4"));
        checkTwice();
        assertThat(served()).isEqualTo("4");
        assertThat(watch.refusals()).isEmpty();
        assertThat(listener.events()).containsExactly("a refused", "a refused", "a 4");
    }

    @Test
    void missing_file_is_reported_and_its_model_stays_in_service() throws IOException {
        Files.delete(file);
        checkTwice();
        assertThat(served()).isEqualTo("1");
        assertThat(watch.refusals().get("a")).contains("does not exist");
        replace(version("1"));
        checkTwice();
        assertThat(watch.refusals()).isEmpty();
    }

    @Test
    void changed_data_link_of_a_mounted_volume_is_followed() throws IOException {
        for (String version : List.of("1", "2")) {
            Files.write(Files.createDirectory(folder.resolve("..v" + version)).resolve("b.onnx"), version(version));
        }
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..v1"));
        Path mounted = Files.createSymbolicLink(folder.resolve("b.onnx"), Path.of("..data", "b.onnx"));
        registry.swap("b", mounted);
        try (var mount = new ModelWatch(registry, Map.of("b", mounted), Duration.ZERO, listener)) {
            mount.checkFiles();
            mount.checkFiles();
            Path turned = Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("..v2"));
            Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE);
            mount.checkFiles();
            mount.checkFiles();
        }
        assertThat(listener.events()).containsExactly("b 2");
        assertThat(registry.descriptions().get("b").version()).isEqualTo("2");
    }

    @Test
    void watch_checks_files_periodically() throws IOException {
        try (var own = new ModelWatch(registry, Map.of("a", file), Duration.ofMillis(10), listener)) {
            replace(version("2"));
            await().atMost(Duration.ofSeconds(60)).until(() -> served().equals("2"));
        }
    }

    @Test
    void negative_period_is_refused_by_name() {
        assertThatThrownBy(() -> new ModelWatch(registry, Map.of(), Duration.ofSeconds(-1), listener))
                .hasMessageContaining("eader.model.watch");
    }
}
