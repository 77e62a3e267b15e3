package dev.eader.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.ModelRefusedException;
import dev.eader.inference.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTrialTest {
    private static final ModelOptions CPU = new ModelOptions(DeviceChoice.CPU, 1);

    @TempDir
    private Path folder;

    private final RecordingListener listener = new RecordingListener();
    private Path file;
    private Path candidates;
    private ModelRegistry registry;
    private ModelTrial trial;

    private static byte[] version(String version) {
        return new TinyModel().metadata("eader.version", version).bytes();
    }

    private String served() {
        return registry.descriptions().get("a").version();
    }

    @BeforeEach
    void serveVersionOneWithCandidateTwo() throws IOException {
        file = Files.write(folder.resolve("a.onnx"), version("1"));
        candidates = Files.createDirectory(folder.resolve("candidates"));
        Files.write(candidates.resolve("two.onnx"), version("2"));
        Files.writeString(candidates.resolve("notes.txt"), "not a model");
        registry = ModelRegistry.open("a", List.of(), Map.of("a", file), CPU);
        trial = new ModelTrial(registry, Optional.of(candidates), Map.of("a", file), listener);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void link_out_of_the_folder_is_not_a_candidate() throws IOException {
        Path outside = Files.write(folder.resolve("secret.onnx"), version("9"));
        Files.createSymbolicLink(candidates.resolve("linked.onnx"), outside);
        Path other = Files.createDirectory(folder.resolve("candidates-of-others"));
        Files.write(other.resolve("two.onnx"), version("9"));
        Files.createSymbolicLink(candidates.resolve("relative.onnx"), Path.of("../candidates-of-others/two.onnx"));
        assertThat(trial.candidates()).extracting(ModelTrial.Candidate::file).containsExactly("two.onnx");
        for (String name : List.of("linked.onnx", "relative.onnx", "../secret.onnx")) {
            assertThatThrownBy(() -> trial.start(name)).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void link_within_the_folder_is_a_candidate() throws IOException {
        // Kubernetes mounts ConfigMaps and Secrets like this
        Path data = Files.createDirectory(candidates.resolve("..data"));
        Files.write(data.resolve("three.onnx"), version("3"));
        Files.createSymbolicLink(candidates.resolve("three.onnx"), Path.of("..data/three.onnx"));
        assertThat(trial.candidates()).extracting(ModelTrial.Candidate::file).containsExactly("three.onnx", "two.onnx");
        assertThat(trial.start("three.onnx").model().version()).isEqualTo("3");
    }

    @Test
    void candidate_over_the_size_limit_is_refused_by_name() {
        ModelOptions small = new ModelOptions(DeviceChoice.CPU, 1, 1, 1000);
        try (var limited = new ModelRegistry("a", small)) {
            var tried = new ModelTrial(limited, Optional.of(candidates), Map.of(), listener);
            assertThatThrownBy(() -> tried.start("two.onnx"))
                    .isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining("two.onnx")
                    .hasMessageContaining("eader.model.max-bytes");
        }
    }

    @Test
    void candidate_is_served_under_its_own_name_during_the_trial() throws IOException {
        assertThat(trial.candidates()).extracting(ModelTrial.Candidate::file).containsExactly("two.onnx");
        var tried = trial.start("two.onnx");
        try (var lease = registry.lease(tried.servedAs()).orElseThrow()) {
            assertThat(lease.description().version()).isEqualTo("2");
        }
        assertThat(served()).isEqualTo("1");
        trial.end();
        assertThat(registry.descriptions()).containsOnlyKeys("a");
        assertThat(trial.trial()).isEmpty();
    }

    @Test
    void swap_installs_the_tried_bytes_although_the_candidate_file_changed() throws IOException {
        String sha256 = trial.start("two.onnx").model().sha256();
        Files.write(candidates.resolve("two.onnx"), version("3"));
        assertThat(trial.swap("a", sha256).version()).isEqualTo("2");
        assertThat(served()).isEqualTo("2");
        assertThat(Files.readAllBytes(file)).isEqualTo(version("2"));
        assertThat(registry.descriptions()).containsOnlyKeys("a");
        assertThat(listener.events()).containsExactly("a 2");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.onnx", "candidates");
    }

    @Test
    void swap_replaces_the_target_of_a_linked_model_file() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("current.onnx"), file);
        var linked = new ModelTrial(registry, Optional.of(candidates), Map.of("a", link), listener);
        linked.swap("a", linked.start("two.onnx").model().sha256());
        assertThat(link).isSymbolicLink();
        assertThat(Files.readAllBytes(file)).isEqualTo(version("2"));
    }

    @Test
    void swap_of_a_model_without_file_is_not_persistent() throws IOException {
        var bundled = new ModelTrial(registry, Optional.of(candidates), Map.of(), listener);
        assertThat(bundled.isPersistent("a")).isFalse();
        assertThat(trial.isPersistent("a")).isTrue();
        bundled.swap("a", bundled.start("two.onnx").model().sha256());
        assertThat(served()).isEqualTo("2");
        assertThat(Files.readAllBytes(file)).isEqualTo(version("1"));
    }

    @Test
    void swap_refuses_an_untried_candidate_and_an_unknown_model() throws IOException {
        assertThatThrownBy(() -> trial.swap("a", "0"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No candidate with SHA-256 0 is being tried (current trial: none); try it before the swap");
        var tried = trial.start("two.onnx");
        assertThatThrownBy(() -> trial.swap("a", "0"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "current trial: two.onnx, " + tried.model().sha256());
        assertThatThrownBy(() -> trial.swap("b", tried.model().sha256()))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("No model is served as 'b'");
        assertThatThrownBy(() -> trial.swap(tried.servedAs(), tried.model().sha256()))
                .isInstanceOf(NoSuchElementException.class);
        assertThat(served()).isEqualTo("1");
        assertThat(listener.events()).isEmpty();
    }

    @Test
    void swap_with_an_unwritable_file_leaves_the_old_model_in_service() throws IOException {
        String sha256 = trial.start("two.onnx").model().sha256();
        Files.delete(file);
        assertThatThrownBy(() -> trial.swap("a", sha256)).isInstanceOf(IOException.class);
        assertThat(served()).isEqualTo("1");
        assertThat(trial.trial()).isPresent();
    }

    @Test
    void start_refuses_unknown_files_and_broken_models() throws IOException {
        for (String name : List.of("", "three.onnx", "../a.onnx", "notes.txt")) {
            assertThatThrownBy(() -> trial.start(name))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("'" + name + "' (eader.model.candidates)");
        }
        trial.start("two.onnx");
        Files.writeString(candidates.resolve("broken.onnx"), "broken");
        assertThatThrownBy(() -> trial.start("broken.onnx"))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("broken.onnx");
        assertThat(trial.trial())
                .hasValueSatisfying(tried -> assertThat(tried.file()).isEqualTo("two.onnx"));
        assertThat(registry.descriptions()).containsOnlyKeys("a", "candidate:two.onnx");
    }

    @Test
    void trial_without_folder_has_no_candidates() throws IOException {
        var none = new ModelTrial(registry, Optional.empty(), Map.of(), listener);
        assertThat(none.candidates()).isEmpty();
        assertThatThrownBy(() -> none.start("two.onnx")).isInstanceOf(NoSuchElementException.class);
    }
}
