package dev.eader.faults;

import static dev.eader.faults.ServiceProcess.data;
import static dev.eader.faults.ServiceProcess.up;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.broker.Topics;
import dev.eader.inference.HungRuns;
import dev.eader.inference.model.TinyModel;
import dev.eader.v1.Failed;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Inference runs that never end, in the packaged application. */
class HangIT {
    private static final int POISON = 77;
    private static final int WHITE = 255;
    private static final int MORE = 20;

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    private Path folder;

    /** Grey value of the next frame. */
    private volatile int grey = WHITE;

    @Test
    void hung_inference_fails_only_its_own_frames_and_then_liveness() throws Exception {
        Path file = new TinyModel().loopsOn(POISON, Long.MAX_VALUE).writeTo(folder.resolve("fragile.onnx"));
        var broker = processes.broker();
        var service = processes.service(broker, "eader.inference.timeout=1500ms", "eader.model.path.fragile=" + file);
        try (var account =
                new Account(broker.bootstrap(), Topics.prefixed(processes.topicPrefix()), this::frame, MORE, MORE)) {
            service.awaitReady();
            account.awaitAnswered(MORE);
            for (int hang = 1; hang < HungRuns.MAX_ABANDONED; hang++) {
                poison(account);
                service.awaitHealth("ready", HangIT::namesTheModel);
                assertThat(up(service.health("live"))).isTrue();
                // other frames of the same model still get results
                account.allow(MORE);
                account.awaitAnswered(hang + (hang + 1) * MORE);
                service.awaitHealth("ready", ServiceProcess::up);
            }
            poison(account);
            service.awaitHealth("live", health -> !up(health));
            assertThat(data(service.health("live"), "inference-alive", "abandoned runs")
                            .asInt())
                    .isEqualTo(HungRuns.MAX_ABANDONED);
            assertThat(namesTheModel(service.health("ready"))).isTrue();

            account.settle();
            account.print("native runs that never end, " + HungRuns.MAX_ABANDONED);
            account.assertExactlyOnce();
            assertThat(account.deadLetters()).isEqualTo(HungRuns.MAX_ABANDONED);
            assertThat(account.answers())
                    .filteredOn(Segmentation::hasFailed)
                    .hasSize(HungRuns.MAX_ABANDONED)
                    .allSatisfy(answer -> {
                        assertThat(answer.getFailed().getStage()).isEqualTo(Failed.Stage.INFER);
                        assertThat(answer.getFailed().getCode()).isEqualTo(Failed.Code.MODEL_TIMEOUT);
                    });
        }
    }

    private void poison(Account account) {
        grey = POISON;
        account.allow(1);
    }

    private static boolean namesTheModel(JsonNode health) {
        return !up(health) && data(health, "inference", "fragile").asText().equals("hangs");
    }

    private Frame frame(String camera, long sequence) {
        int now = grey;
        grey = WHITE;
        return Greys.frame(camera, sequence, now).toBuilder()
                .setModel("fragile")
                .build();
    }
}
