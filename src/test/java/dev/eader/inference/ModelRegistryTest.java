package dev.eader.inference;

import static dev.eader.inference.FakeModel.image;
import static dev.eader.inference.model.ModelInputs.grey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.DeviceUnavailableException;
import dev.eader.inference.model.ModelException;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.ModelRefusedException;
import dev.eader.inference.model.TinyModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelRegistryTest {
    private static final ModelOptions CPU = new ModelOptions(DeviceChoice.CPU, 1);
    private static final BatchOptions BATCHES = new BatchOptions(4, Duration.ZERO, Duration.ofMinutes(5));
    private static final BatchListener NO_LISTENER = (size, inferred) -> {};

    @TempDir
    private Path folder;

    private Path tiny(String version) {
        return new TinyModel().metadata("eader.version", version).writeTo(folder.resolve("tiny-" + version + ".onnx"));
    }

    private static String version(ModelRegistry registry, String name) {
        return registry.descriptions().get(name).version();
    }

    @Test
    void lease_finds_models_by_name_and_the_default_by_empty_name() {
        try (var registry = ModelRegistry.open("b", List.of(), Map.of("a", tiny("1"), "b", tiny("2")), CPU)) {
            try (ModelLease lease = registry.lease("").orElseThrow()) {
                assertThat(lease.description().version()).isEqualTo("2");
            }
            try (ModelLease lease = registry.lease("a").orElseThrow()) {
                assertThat(lease.description().version()).isEqualTo("1");
            }
            assertThat(registry.lease("c")).isEmpty();
            assertThat(registry.descriptions()).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void file_replaces_the_bundled_model_of_the_same_name() {
        // There is no bundled model of this name, so loading would fail if the file did not replace it.
        try (var registry = ModelRegistry.open("a", List.of("a"), Map.of("a", tiny("1")), CPU)) {
            assertThat(version(registry, "a")).isEqualTo("1");
        }
    }

    @Test
    void missing_bundled_model_is_refused_with_its_resource() {
        try (var registry = new ModelRegistry("nosuch", CPU)) {
            assertThatThrownBy(() -> registry.loadBundled("nosuch"))
                    .isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining("models/nosuch.onnx")
                    .hasMessageContaining("eader.model.bundled");
        }
    }

    @Test
    void open_with_unknown_default_model_fails() {
        Map<String, Path> files = Map.of("a", tiny("1"));
        assertThatThrownBy(() -> ModelRegistry.open("cats", List.of("scenes"), files, CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("eader.model.default must be the name of a bundled model [scenes]")
                .hasMessageEndingWith("but is 'cats'");
    }

    @Test
    void open_with_missing_gpu_fails_but_auto_uses_the_cpu() {
        Map<String, Path> files = Map.of("a", tiny("1"));
        assertThatThrownBy(() -> ModelRegistry.open("a", List.of(), files, new ModelOptions(DeviceChoice.cuda(999), 1)))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("eader.inference.device=cuda:999");
        try (var registry = ModelRegistry.open("a", List.of(), files, new ModelOptions(DeviceChoice.AUTO, 0))) {
            assertThat(version(registry, "a")).isEqualTo("1");
        }
    }

    @Test
    void open_with_a_broken_file_fails() {
        Path broken = new TinyModel().without("eader.card").writeTo(folder.resolve("broken.onnx"));
        Map<String, Path> files = Map.of("a", tiny("1"), "b", broken);
        assertThatThrownBy(() -> ModelRegistry.open("a", List.of(), files, CPU))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("broken.onnx");
    }

    @Test
    void refused_swap_leaves_the_old_model_in_service() {
        Path broken =
                new TinyModel().metadata("eader.version", "2").scoreFactor(3).writeTo(folder.resolve("broken.onnx"));
        try (var registry = ModelRegistry.open("a", List.of(), Map.of("a", tiny("1")), CPU);
                var batcher = new Batcher(registry, BATCHES, NO_LISTENER)) {
            assertThatThrownBy(() -> registry.swap("a", broken))
                    .isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining("broken.onnx")
                    .hasMessageContaining("'scores' has values outside [0, 1]");

            assertThat(batcher.submit("a", grey(32, 32, 255)).join().model().version())
                    .isEqualTo("1");
        }
    }

    @Test
    void swaps_under_load_lose_no_image_and_results_name_their_model() {
        Path full = tiny("1");
        Path half =
                new TinyModel().metadata("eader.version", "2").scoreFactor(0.5f).writeTo(folder.resolve("half.onnx"));
        List<CompletableFuture<BatchedPrediction>> futures = new ArrayList<>();
        try (var registry = ModelRegistry.open("a", List.of(), Map.of("a", full), CPU);
                var batcher = new Batcher(registry, BATCHES, NO_LISTENER)) {
            for (int swap = 0; swap < 10; swap++) {
                Path next = swap % 2 == 0 ? half : full;
                var swapped = CompletableFuture.runAsync(() -> registry.swap("a", next));
                while (!swapped.isDone()) {
                    var future = batcher.submit("a", grey(32, 32, 255));
                    futures.add(future);
                    await().atMost(Duration.ofSeconds(60)).until(() -> future.isDone() || batcher.queueDepth() < 16);
                }
                swapped.join();
                futures.add(batcher.submit("a", grey(32, 32, 255)));
            }
            for (var future : futures) {
                BatchedPrediction answered = future.join();
                float expected = answered.model().version().equals("1") ? 1 : 0.5f;
                assertThat(answered.prediction().scores())
                        .containsExactly(new float[] {expected, expected, expected}, within(1e-6f));
            }
            assertThat(futures.stream().map(future -> future.join().model().version()))
                    .contains("1", "2");
            assertThat(futures.get(futures.size() - 1).join().model().version()).isEqualTo("1");
        }
    }

    @Test
    void replaced_model_answers_its_queued_images_before_it_is_closed() {
        FakeModel old = FakeModel.held("1");
        FakeModel fresh = FakeModel.free("2");
        try (var registry = new ModelRegistry("a", CPU);
                var batcher = new Batcher(registry, BATCHES, NO_LISTENER)) {
            registry.serve("a", old);
            var running = batcher.submit("a", image(32, 32, 1));
            await().atMost(Duration.ofSeconds(60)).until(() -> old.batches().size() == 1);
            var queued = batcher.submit("a", image(32, 32, 2));
            registry.serve("a", fresh);
            var after = batcher.submit("a", image(32, 32, 3));
            assertThat(old.isClosed()).isFalse();
            old.release();

            assertThat(running.join().model().version()).isEqualTo("1");
            assertThat(queued.join().model().version()).isEqualTo("1");
            assertThat(after.join().model().version()).isEqualTo("2");
            assertThat(fresh.marks()).containsExactly(List.of(3));
            assertThat(old.isClosed()).isTrue();
            assertThat(fresh.isClosed()).isFalse();
        }
        assertThat(fresh.isClosed()).isTrue();
    }

    @Test
    void image_runs_on_the_leased_model_after_a_swap() {
        FakeModel old = FakeModel.free("1");
        try (var registry = new ModelRegistry("a", CPU);
                var batcher = new Batcher(registry, BATCHES, NO_LISTENER)) {
            registry.serve("a", old);
            ModelLease lease = registry.lease("a").orElseThrow();
            registry.serve("a", FakeModel.free("2"));

            assertThat(batcher.submit(lease, image(32, 32, 1), () -> false)
                            .join()
                            .model()
                            .version())
                    .isEqualTo("1");
            assertThat(old.isClosed()).isFalse();
            lease.close();
            lease.close();
            await().atMost(Duration.ofSeconds(60)).until(old::isClosed);
            assertThatThrownBy(() -> batcher.submit(lease, image(32, 32, 1), () -> false))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("lease is closed");
        }
    }

    @Test
    void cancelled_queued_image_releases_its_model() {
        FakeModel busy = FakeModel.held("1");
        FakeModel old = FakeModel.free("2");
        try (var registry = new ModelRegistry("a", CPU);
                var batcher = new Batcher(registry, BATCHES, NO_LISTENER)) {
            registry.serve("busy", busy);
            registry.serve("a", old);
            var running = batcher.submit("busy", image(32, 32, 1));
            await().atMost(Duration.ofSeconds(60)).until(() -> busy.batches().size() == 1);
            var cancelled = batcher.submit("a", image(32, 32, 2));
            registry.serve("a", FakeModel.free("3"));
            assertThat(old.isClosed()).isFalse();
            cancelled.cancel(false);

            assertThat(old.isClosed()).isTrue();
            busy.release();
            assertThat(running.join().model().version()).isEqualTo("1");
        }
    }

    @Test
    void nan_in_one_image_does_not_fail_its_batch() {
        Path file = new TinyModel().notANumberOn(77).writeTo(folder.resolve("fragile.onnx"));
        try (var registry = ModelRegistry.open("a", List.of(), Map.of("a", file), CPU);
                var batcher = new Batcher(
                        registry, new BatchOptions(3, Duration.ofMinutes(1), Duration.ofMinutes(5)), NO_LISTENER)) {
            var first = batcher.submit("", grey(32, 32, 51));
            var poisoned = batcher.submit("", grey(32, 32, 77));
            var last = batcher.submit("", grey(32, 32, 102));

            assertThat(first.join().prediction().scores()[0]).isCloseTo(0.2f, within(1e-5f));
            assertThat(last.join().prediction().scores()[0]).isCloseTo(0.4f, within(1e-5f));
            assertThatThrownBy(poisoned::join)
                    .hasCauseInstanceOf(ModelException.class)
                    .hasMessageContaining("not a finite number");
        }
    }

    @Test
    void closed_registry_has_no_models_and_accepts_none() {
        FakeModel first = FakeModel.free("1");
        FakeModel late = FakeModel.free("2");
        var registry = new ModelRegistry("a", CPU);
        registry.serve("a", first);
        registry.close();

        assertThat(first.isClosed()).isTrue();
        assertThat(registry.lease("")).isEmpty();
        assertThatThrownBy(() -> registry.serve("a", late)).isInstanceOf(IllegalStateException.class);
        assertThat(late.isClosed()).isTrue();
    }
}
