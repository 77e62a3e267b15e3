package dev.eader.inference;

import static dev.eader.inference.FakeModel.image;
import static org.awaitility.Awaitility.await;

import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Registry and batchers for tests with {@link FakeModel}; closed after each test. */
@Timeout(60)
abstract class BatcherTestBase {
    static final Duration LONG = Duration.ofMinutes(5);
    static final BatchListener NO_LISTENER = (size, inferred) -> {};

    final ModelRegistry registry = new ModelRegistry("fake", new ModelOptions(DeviceChoice.CPU, 1));
    private final List<Batcher> batchers = new ArrayList<>();

    final Batcher batcher(int size, Duration maxWait, Duration timeout) {
        return closedAfterTest(new Batcher(registry, new BatchOptions(size, maxWait, timeout), NO_LISTENER));
    }

    final Batcher closedAfterTest(Batcher batcher) {
        batchers.add(batcher);
        return batcher;
    }

    final FakeModel serve(FakeModel model) {
        registry.serve("fake", model);
        return model;
    }

    /** Submits an image to a blocked model and waits until its run has started, so that later images are queued. */
    static CompletableFuture<BatchedPrediction> occupy(Batcher batcher, FakeModel model) {
        int before = model.batches().size();
        var future = batcher.submit("", image(32, 32, 0));
        await().atMost(Duration.ofSeconds(60)).until(() -> model.batches().size() > before);
        return future;
    }

    static float score(CompletableFuture<BatchedPrediction> future) {
        return future.join().prediction().scores()[0];
    }

    @AfterEach
    void close() {
        batchers.forEach(Batcher::close);
        registry.close();
    }
}
