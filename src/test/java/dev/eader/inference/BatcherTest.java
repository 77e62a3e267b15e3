package dev.eader.inference;

import static dev.eader.inference.FakeModel.POISON;
import static dev.eader.inference.FakeModel.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelException;
import dev.eader.inference.model.ModelInput;
import dev.eader.inference.model.ModelOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatcherTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final BatchListener NOBODY = (size, inferred) -> {};

    private final ModelRegistry registry = new ModelRegistry("fake", new ModelOptions(DeviceChoice.CPU, 1));
    private final List<Batcher> batchers = new ArrayList<>();

    private Batcher batcher(int size, Duration maxWait, Duration timeout) {
        Batcher batcher = new Batcher(registry, new BatchOptions(size, maxWait, timeout), NOBODY);
        batchers.add(batcher);
        return batcher;
    }

    private FakeModel serve(FakeModel model) {
        registry.serve("fake", model);
        return model;
    }

    /** Submits an image to a held model and returns once its run has begun: what comes now, queues. */
    private static CompletableFuture<BatchedPrediction> occupy(Batcher batcher, FakeModel model) {
        int before = model.batches().size();
        var future = batcher.submit("", image(32, 32, 0));
        await().atMost(Duration.ofSeconds(60)).until(() -> model.batches().size() > before);
        return future;
    }

    private static float answer(CompletableFuture<BatchedPrediction> future) {
        return future.join().prediction().scores()[0];
    }

    @AfterEach
    void close() {
        batchers.forEach(Batcher::close);
        registry.close();
    }

    @Test
    void what_is_queued_is_taken_up_to_the_batch_size() {
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
    void every_batch_is_that_of_the_oldest_image_and_holds_its_shape_alone(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 3) Integer> shapes,
            @ForAll @IntRange(min = 1, max = 5) int batchSize) {
        FakeModel model = FakeModel.held("1");
        try (var registry = new ModelRegistry("fake", new ModelOptions(DeviceChoice.CPU, 1));
                var batcher = new Batcher(registry, new BatchOptions(batchSize, Duration.ZERO, LONG), NOBODY)) {
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
            List<ModelInput> left = new ArrayList<>(images);
            while (!left.isEmpty()) {
                ModelInput oldest = left.get(0);
                List<ModelInput> batch = left.stream()
                        .filter(input -> input.width() == oldest.width() && input.height() == oldest.height())
                        .limit(batchSize)
                        .toList();
                expected.add(batch);
                left.removeAll(batch);
            }
            assertThat(model.batches().subList(1, model.batches().size())).isEqualTo(expected);
            for (int i = 0; i < images.size(); i++) {
                assertThat(answer(futures.get(i))).isEqualTo(20 + i);
            }
        }
    }

    @Test
    void a_poisoned_image_fails_alone() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(4, Duration.ZERO, LONG);
        occupy(batcher, model);
        var first = batcher.submit("", image(32, 32, 1));
        var poisoned = batcher.submit("", image(32, 32, POISON));
        var last = batcher.submit("", image(32, 32, 3));
        model.release();

        assertThat(answer(first)).isEqualTo(1);
        assertThat(answer(last)).isEqualTo(3);
        assertThat(first.join().batchSize()).isEqualTo(1);
        assertThatThrownBy(poisoned::join)
                .hasCauseInstanceOf(ModelException.class)
                .hasMessageContaining("poison");
        assertThat(model.marks())
                .containsExactly(List.of(0), List.of(1, POISON, 3), List.of(1), List.of(POISON), List.of(3));
    }

    @Test
    void a_full_batch_leaves_at_once_however_long_it_might_wait() {
        FakeModel model = serve(FakeModel.free("1"));
        Batcher batcher = batcher(2, LONG, LONG);
        var first = batcher.submit("", image(32, 32, 1));
        var other = batcher.submit("", image(64, 32, 2));
        assertThat(first).isNotDone();
        var second = batcher.submit("", image(32, 32, 3));

        assertThat(answer(first)).isEqualTo(1);
        assertThat(answer(second)).isEqualTo(3);
        assertThat(first.join().batchSize()).isEqualTo(2);
        assertThat(other).isNotDone();
        assertThat(model.marks()).containsExactly(List.of(1, 3));
    }

    @Test
    void an_incomplete_batch_leaves_when_its_oldest_image_has_waited_enough() {
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
    void an_image_that_takes_too_long_fails_and_the_others_are_answered() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(1, Duration.ZERO, Duration.ofMillis(100));
        var running = occupy(batcher, model);
        var waiting = batcher.submit("", image(32, 32, 1));

        for (var late : List.of(running, waiting)) {
            assertThatThrownBy(late::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ModelTimeoutException.class)
                    .hasMessageContaining("100 ms (eader.inference.timeout)");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> batcher.queueDepth() == 0);
        model.release();
        var next = batcher.submit("", image(32, 32, 2));
        assertThat(answer(next)).isEqualTo(2);
    }

    @Test
    void a_run_that_hangs_is_abandoned_and_another_model_is_answered_meanwhile() {
        FakeModel model = serve(FakeModel.held("1"));
        registry.serve("other", FakeModel.free("2"));
        Batcher batcher = batcher(2, Duration.ZERO, Duration.ofMillis(200));
        var hung = occupy(batcher, model);
        assertThat(batcher.hungRuns()).isEqualTo(new HungRuns(Set.of(), 0));
        assertThatThrownBy(hung::join).hasCauseInstanceOf(ModelTimeoutException.class);
        await().atMost(Duration.ofSeconds(60)).until(() -> batcher.hungRuns().abandonedRuns() == 1);

        assertThat(answer(batcher.submit("other", image(32, 32, 5)))).isEqualTo(5);
        assertThat(batcher.hungRuns())
                .isEqualTo(new HungRuns(Set.of("fake"), 1))
                .returns(false, HungRuns::isLimitReached);
        assertThat(model.isClosed()).isFalse();
    }

    @Test
    void a_model_that_hung_once_and_answers_again_is_well() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(2, Duration.ZERO, Duration.ofMillis(200));
        occupy(batcher, model);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> batcher.hungRuns().models().contains("fake"));
        model.release();

        assertThat(answer(batcher.submit("", image(32, 32, 5)))).isEqualTo(5);
        await().atMost(Duration.ofSeconds(60)).until(() -> batcher.hungRuns().equals(new HungRuns(Set.of(), 0)));
    }

    @Test
    void only_so_many_runs_are_abandoned_and_when_they_come_back_images_are_answered_again() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(1, Duration.ZERO, Duration.ofMillis(100));
        for (int run = 1; run <= HungRuns.MAX_ABANDONED; run++) {
            int abandoned = run;
            occupy(batcher, model);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> batcher.hungRuns().abandonedRuns() == abandoned);
        }
        assertThat(batcher.hungRuns().isLimitReached()).isTrue();
        var late = batcher.submit("", image(32, 32, 6));
        assertThatThrownBy(late::join).hasCauseInstanceOf(ModelTimeoutException.class);
        assertThat(model.batches()).hasSize(HungRuns.MAX_ABANDONED);
        assertThat(batcher.queueDepth()).isZero();

        model.release();
        await().atMost(Duration.ofSeconds(60)).until(() -> !batcher.hungRuns().isLimitReached());
        assertThat(answer(batcher.submit("", image(32, 32, 7)))).isEqualTo(7);
        await().atMost(Duration.ofSeconds(60)).until(() -> batcher.hungRuns().equals(new HungRuns(Set.of(), 0)));
    }

    @Test
    void a_cancelled_image_leaves_the_queue() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(4, Duration.ZERO, LONG);
        occupy(batcher, model);
        var cancelled = batcher.submit("", image(32, 32, 1));
        var kept = batcher.submit("", image(32, 32, 2));
        cancelled.cancel(false);
        assertThat(batcher.queueDepth()).isEqualTo(1);
        model.release();

        assertThat(answer(kept)).isEqualTo(2);
        assertThat(model.marks()).containsExactly(List.of(0), List.of(2));
    }

    @Test
    void an_unknown_model_fails_its_image_and_names_those_there_are() {
        serve(FakeModel.free("1"));
        registry.serve("other", FakeModel.free("2"));

        assertThatThrownBy(batcher(4, Duration.ZERO, LONG).submit("nosuch", image(32, 32, 1))::join)
                .hasCauseInstanceOf(UnknownModelException.class)
                .hasMessageContaining("No model 'nosuch' is served; there are [fake, other]");
    }

    @Test
    void models_do_not_share_a_batch() {
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
    void closing_finishes_the_batch_that_runs_and_cancels_the_queue() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(1, Duration.ZERO, LONG);
        var running = occupy(batcher, model);
        var waiting = batcher.submit("", image(32, 32, 1));
        waiting.whenComplete((prediction, cancelled) -> model.release());
        batcher.close();

        assertThat(answer(running)).isZero();
        assertThat(waiting).isCancelled();
        assertThat(batcher.submit("", image(32, 32, 2))).isCancelled();
        registry.close();
        assertThat(model.isClosed()).isTrue();
    }

    @Test
    void the_listener_hears_of_every_batch_and_cannot_stop_them() {
        FakeModel model = serve(FakeModel.held("1"));
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        Batcher batcher = new Batcher(registry, new BatchOptions(2, Duration.ZERO, LONG), (size, inferred) -> {
            sizes.add(size);
            assertThat(inferred).isPositive();
            throw new IllegalStateException("a listener in trouble");
        });
        batchers.add(batcher);
        occupy(batcher, model);
        var futures = IntStream.rangeClosed(1, 3)
                .mapToObj(mark -> batcher.submit("", image(32, 32, mark)))
                .toList();
        model.release();

        assertThat(futures.stream().map(BatcherTest::answer)).containsExactly(1f, 2f, 3f);
        assertThat(sizes).containsExactly(1, 2, 1);
    }

    @Test
    void options_out_of_their_range_are_refused_by_name() {
        assertThatThrownBy(() -> new BatchOptions(0, Duration.ZERO, LONG))
                .hasMessage("eader.inference.batch-size is at least 1, not 0");
        assertThatThrownBy(() -> new BatchOptions(1, Duration.ofMillis(-1), LONG))
                .hasMessageContaining("eader.inference.batch-wait");
        assertThatThrownBy(() -> new BatchOptions(1, Duration.ZERO, Duration.ZERO))
                .hasMessageContaining("eader.inference.timeout");
    }
}
