package dev.eader.inference;

import static dev.eader.inference.model.ModelInputs.grey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.SegmentationModel;
import dev.eader.inference.model.TinyModel;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests a native run that exceeds the timeout, which Java cannot interrupt. */
@Timeout(60)
class HangingModelTest {
    private static final int POISON = 77;
    /** Takes several seconds. */
    private static final long ITERATIONS = 1_000_000;

    private static final ModelOptions CPU = new ModelOptions(DeviceChoice.CPU, 1);

    private final ModelRegistry registry = new ModelRegistry("tiny", CPU);
    private final Batcher batcher =
            new Batcher(registry, new BatchOptions(4, Duration.ZERO, Duration.ofMillis(500)), (size, inferred) -> {});

    @AfterEach
    void awaitAbandonedRun() {
        // ONNX Runtime crashes a JVM that exits during a run
        await().atMost(Duration.ofSeconds(50)).until(() -> batcher.hungRuns().abandonedRuns() == 0);
        batcher.close();
        registry.close();
    }

    @Test
    void hung_native_run_does_not_block_later_images_of_its_model() {
        byte[] onnx = new TinyModel().loopsOn(POISON, ITERATIONS).bytes();
        registry.serve("tiny", SegmentationModel.load("tiny", onnx, CPU));
        assertThat(white()).containsExactly(1, 1, 1);

        var hung = batcher.submit("", grey(32, 32, POISON));
        assertThatThrownBy(hung::join).hasCauseInstanceOf(ModelTimeoutException.class);
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> batcher.hungRuns().models().contains("tiny"));

        assertThat(white()).containsExactly(1, 1, 1);
        assertThat(batcher.hungRuns()).isEqualTo(new HungRuns(Set.of(), 1));
    }

    private float[] white() {
        return batcher.submit("", grey(32, 32, 255)).join().prediction().scores();
    }
}
