package dev.eader.inference;

import static dev.eader.inference.FakeModel.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class BatcherTimeoutTest extends BatcherTestBase {
    @Test
    void images_over_the_timeout_fail_without_affecting_later_images() {
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
        assertThat(score(next)).isEqualTo(2);
    }

    @Test
    void hung_run_is_abandoned_and_other_models_keep_answering() {
        FakeModel model = serve(FakeModel.held("1"));
        registry.serve("other", FakeModel.free("2"));
        Batcher batcher = batcher(2, Duration.ZERO, Duration.ofMillis(200));
        var hung = occupy(batcher, model);
        assertThat(batcher.hungRuns()).isEqualTo(new HungRuns(Set.of(), 0));
        assertThatThrownBy(hung::join).hasCauseInstanceOf(ModelTimeoutException.class);
        await().atMost(Duration.ofSeconds(60)).until(() -> batcher.hungRuns().abandonedRuns() == 1);

        assertThat(score(batcher.submit("other", image(32, 32, 5)))).isEqualTo(5);
        assertThat(batcher.hungRuns())
                .isEqualTo(new HungRuns(Set.of("fake"), 1))
                .returns(false, HungRuns::isLimitReached);
        assertThat(model.isClosed()).isFalse();
    }

    @Test
    void model_that_answers_again_is_no_longer_reported_as_hung() {
        FakeModel model = serve(FakeModel.held("1"));
        Batcher batcher = batcher(2, Duration.ZERO, Duration.ofMillis(200));
        occupy(batcher, model);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> batcher.hungRuns().models().contains("fake"));
        model.release();

        assertThat(score(batcher.submit("", image(32, 32, 5)))).isEqualTo(5);
        await().atMost(Duration.ofSeconds(60)).until(() -> batcher.hungRuns().equals(new HungRuns(Set.of(), 0)));
    }

    @Test
    void inference_stops_at_three_abandoned_runs_until_they_return() {
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
        assertThat(score(batcher.submit("", image(32, 32, 7)))).isEqualTo(7);
        await().atMost(Duration.ofSeconds(60)).until(() -> batcher.hungRuns().equals(new HungRuns(Set.of(), 0)));
    }
}
