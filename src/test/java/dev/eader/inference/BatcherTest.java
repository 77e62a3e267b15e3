package dev.eader.inference;

import static dev.eader.inference.FakeModel.POISON;
import static dev.eader.inference.FakeModel.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelException;
import dev.eader.inference.model.ModelInput;
import dev.eader.inference.model.ModelOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatcherTest extends BatcherTestBase {
    @Test
    void queued_images_form_batches_up_to_the_batch_size() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(4, Duration.ZERO, LONG);
        occupy(batcher, model);
        var futures = IntStream.rangeClosed(1, 6)
                .mapToObj(mark -> batcher.submit("", image(32, 32, mark)))
                .toList();
        assertThat(batcher.queueDepth()).isEqualTo(6);
        model.release();

        for (int i = 0; i < 6; i++) {
            BatchedPrediction prediction = futures.get(i).join();
            assertThat(prediction.prediction().scores()).containsExactly(i + 1);
            assertThat(prediction.batchSize()).isEqualTo(i < 4 ? 4 : 2);
            assertThat(prediction.model()).isEqualTo(model.description());
            assertThat(prediction.queued()).isPositive();
            assertThat(prediction.inferred()).isPositive();
        }
        assertThat(model.marks()).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6));
        assertThat(batcher.queueDepth()).isZero();
    }

    @Property(tries = 60)
    void each_batch_has_the_oldest_image_and_only_its_shape(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 3) Integer> shapes,
            @ForAll @IntRange(min = 1, max = 5) int batchSize) {
        FakeModel model = FakeModel.held("1");
        try (var registry = new ModelRegistry("fake", new ModelOptions(DeviceChoice.CPU, 1));
                var batcher = new Batcher(registry, new BatchOptions(batchSize, Duration.ZERO, LONG), NO_LISTENER)) {
            registry.serve("fake", model);
            occupy(batcher, model);
            List<ModelInput> images = IntStream.range(0, shapes.size())
                    .mapToObj(i -> image(32 * (1 + shapes.get(i) / 2), 32 * (1 + shapes.get(i) % 2), 20 + i))
                    .toList();
            var futures =
                    images.stream().map(input -> batcher.submit("", input)).toList();
            model.release();
            futures.forEach(CompletableFuture::join);

            List<List<ModelInput>> expected = new ArrayList<>();
            List<ModelInput> remaining = new ArrayList<>(images);
            while (!remaining.isEmpty()) {
                ModelInput oldest = remaining.get(0);
                List<ModelInput> batch = remaining.stream()
                        .filter(input -> input.width() == oldest.width() && input.height() == oldest.height())
                        .limit(batchSize)
                        .toList();
                expected.add(batch);
                remaining.removeAll(batch);
            }
            assertThat(model.batches().subList(1, model.batches().size())).isEqualTo(expected);
            for (int i = 0; i < images.size(); i++) {
                assertThat(score(futures.get(i))).isEqualTo(20 + i);
            }
        }
    }

    @Test
    void failing_image_does_not_fail_its_batch() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(4, Duration.ZERO, LONG);
        occupy(batcher, model);
        var first = batcher.submit("", image(32, 32, 1));
        var poisoned = batcher.submit("", image(32, 32, POISON));
        var last = batcher.submit("", image(32, 32, 3));
        model.release();

        assertThat(score(first)).isEqualTo(1);
        assertThat(score(last)).isEqualTo(3);
        assertThat(first.join().batchSize()).isEqualTo(1);
        assertThatThrownBy(poisoned::join)
                .hasCauseInstanceOf(ModelException.class)
                .hasMessageContaining("poison");
        assertThat(model.marks())
                .containsExactly(List.of(0), List.of(1, POISON, 3), List.of(1), List.of(POISON), List.of(3));
    }

    @Test
    void full_batch_runs_without_waiting() {
        FakeModel model = serve(FakeModel.free("1"));
        Batcher batcher = batcher(2, LONG, LONG);
        var first = batcher.submit("", image(32, 32, 1));
        var other = batcher.submit("", image(64, 32, 2));
        assertThat(first).isNotDone();
        var second = batcher.submit("", image(32, 32, 3));

        assertThat(score(first)).isEqualTo(1);
        assertThat(score(second)).isEqualTo(3);
        assertThat(first.join().batchSize()).isEqualTo(2);
        assertThat(other).isNotDone();
        assertThat(model.marks()).containsExactly(List.of(1, 3));
    }

    @Test
    void incomplete_batch_runs_after_the_maximum_wait() {
        serve(FakeModel.free("1"));
        Duration maxWait = Duration.ofMillis(100);
        Batcher batcher = batcher(8, maxWait, LONG);
        var first = batcher.submit("", image(32, 32, 1));
        var second = batcher.submit("", image(32, 32, 2));

        assertThat(first.join().queued()).isGreaterThanOrEqualTo(maxWait).isLessThan(Duration.ofSeconds(30));
        assertThat(first.join().batchSize()).isEqualTo(2);
        assertThat(second.join().queued()).isLessThan(first.join().queued());
    }

    @Test
    void cancelled_image_is_removed_from_the_queue() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(4, Duration.ZERO, LONG);
        occupy(batcher, model);
        var cancelled = batcher.submit("", image(32, 32, 1));
        var kept = batcher.submit("", image(32, 32, 2));
        cancelled.cancel(false);
        assertThat(batcher.queueDepth()).isEqualTo(1);
        model.release();

        assertThat(score(kept)).isEqualTo(2);
        assertThat(model.marks()).containsExactly(List.of(0), List.of(2));
    }

    @Test
    void unknown_model_fails_its_image_and_lists_the_served_models() {
        serve(FakeModel.free("1"));
        registry.serve("other", FakeModel.free("2"));

        assertThatThrownBy(batcher(4, Duration.ZERO, LONG).submit("nosuch", image(32, 32, 1))::join)
                .hasCauseInstanceOf(UnknownModelException.class)
                .hasMessageContaining("No model 'nosuch' is served; there are [fake, other]");
    }

    @Test
    void images_of_different_models_are_not_batched_together() {
        FakeModel model = serve(FakeModel.held("1"));
        FakeModel other = FakeModel.free("2");
        registry.serve("other", other);
        Batcher batcher = batcher(4, Duration.ZERO, LONG);
        occupy(batcher, model);
        var futures = IntStream.rangeClosed(1, 4)
                .mapToObj(mark -> batcher.submit(mark % 2 == 0 ? "other" : "fake", image(32, 32, mark)))
                .toList();
        model.release();
        futures.forEach(CompletableFuture::join);

        assertThat(model.marks()).containsExactly(List.of(0), List.of(1, 3));
        assertThat(other.marks()).containsExactly(List.of(2, 4));
        assertThat(futures.get(1).join().model().version()).isEqualTo("2");
    }

    @Test
    void close_completes_the_running_batch_and_cancels_queued_images() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(1, Duration.ZERO, LONG);
        var running = occupy(batcher, model);
        var waiting = batcher.submit("", image(32, 32, 1));
        waiting.whenComplete((prediction, cancelled) -> model.release());
        batcher.close();

        assertThat(score(running)).isZero();
        assertThat(waiting).isCancelled();
        assertThat(batcher.submit("", image(32, 32, 2))).isCancelled();
        registry.close();
        assertThat(model.isClosed()).isTrue();
    }

    @Test
    void listener_is_notified_of_each_batch_and_its_exceptions_are_ignored() {
        FakeModel model = serve(FakeModel.held("1"));
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        Batcher batcher = new Batcher(registry, new BatchOptions(2, Duration.ZERO, LONG), (size, inferred) -> {
            sizes.add(size);
            assertThat(inferred).isPositive();
            throw new IllegalStateException("failing listener");
        });
        closedAfterTest(batcher);
        occupy(batcher, model);
        var futures = IntStream.rangeClosed(1, 3)
                .mapToObj(mark -> batcher.submit("", image(32, 32, mark)))
                .toList();
        model.release();

        assertThat(futures.stream().map(BatcherTestBase::score)).containsExactly(1f, 2f, 3f);
        assertThat(sizes).containsExactly(1, 2, 1);
    }

    @Test
    void options_out_of_range_are_refused_by_name() {
        assertThatThrownBy(() -> new BatchOptions(0, Duration.ZERO, LONG))
                .hasMessage("eader.inference.batch-size must be at least 1, but is 0");
        assertThatThrownBy(() -> new BatchOptions(1, Duration.ofMillis(-1), LONG))
                .hasMessageContaining("eader.inference.batch-wait");
        assertThatThrownBy(() -> new BatchOptions(1, Duration.ZERO, Duration.ZERO))
                .hasMessageContaining("eader.inference.timeout");
    }
}
