package dev.eader.faults;

import static dev.eader.faults.ServiceProcess.data;
import static dev.eader.faults.ServiceProcess.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.eader.broker.Topics;
import dev.eader.inference.model.TinyModel;
import dev.eader.v1.Segmentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file of a model is replaced repeatedly while frames are sent; some files are broken. Each model has a distinct score,
 * which identifies the model that made a result. Long form: {@code -Deader.faults.swaps=20 -Deader.faults.swaps.broken=5}.
 */
class ModelSwapIT {
    private static final int SWAPS = Integer.getInteger("eader.faults.swaps", 6);
    private static final int BROKEN = Integer.getInteger("eader.faults.swaps.broken", 2);
    private static final int MORE = 200;

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    private Path folder;

    private final Map<String, Float> scores = new HashMap<>();

    @Test
    void results_name_the_model_that_made_them_and_broken_files_are_refused() throws Exception {
        Path file = folder.resolve("model.onnx");
        replace(file, model(0).bytes());
        var broker = processes.broker();
        var service = processes.service(
                broker, Processes.SHORT_TIMEOUT, "eader.model.path.scenes=" + file, "eader.model.watch=100ms");
        try (var account = new Account(
                broker.bootstrap(),
                Topics.prefixed(processes.topicPrefix()),
                (camera, sequence) -> Greys.frame(camera, sequence, 255),
                Integer.MAX_VALUE,
                400)) {
            int refused = 0;
            String serving = sha256(model(0).bytes());
            for (int swap = 1; swap <= SWAPS; swap++) {
                account.awaitAnswered(account.answered() + MORE);
                boolean broken = swap * BROKEN / SWAPS > refused;
                byte[] next = broken ? broken(swap) : model(swap).bytes();
                replace(file, next);
                if (broken) {
                    int soFar = ++refused;
                    service.awaitHealth(
                            "ready",
                            health -> up(health)
                                    && data(health, "models", "scenes refused")
                                            .asText()
                                            .contains("model.onnx"));
                    await().atMost(Duration.ofSeconds(60)).until(() -> count(service, "refused") == soFar);
                } else {
                    serving = sha256(next);
                }
                String sha256 = serving;
                service.awaitHealth(
                        "ready",
                        health -> up(health)
                                && data(health, "models", "scenes").asText().equals(sha256));
            }
            account.awaitAnswered(account.answered() + MORE);
            account.settle();
            account.print("model file replaced " + SWAPS + " times, broken " + BROKEN);
            account.assertExactlyOnce();
            assertThat(account.answers()).allSatisfy(this::isOfTheModelItNames);
            assertThat(account.answers())
                    .extracting(answer -> answer.getModel().getSha256())
                    .contains(scores.keySet().toArray(String[]::new));
            assertThat(count(service, "swapped")).isEqualTo(SWAPS - BROKEN);
        }
    }

    private void isOfTheModelItNames(Segmentation answer) {
        assertThat(answer.hasResult()).as("%s", answer.getFailed()).isTrue();
        assertThat(scores).containsKey(answer.getModel().getSha256());
        assertThat(answer.getResult().getClassesList())
                .hasSize(TinyModel.CLASSES.size())
                .allSatisfy(seen -> assertThat(seen.getScore())
                        .isCloseTo(scores.get(answer.getModel().getSha256()), within(1e-5f)));
    }

    private TinyModel model(int version) throws Exception {
        float score = 0.6f + 0.39f * version / SWAPS;
        var model = new TinyModel().metadata("eader.version", "v" + version).scoreFactor(score);
        scores.put(sha256(model.bytes()), score);
        return model;
    }

    private static byte[] broken(int swap) {
        byte[] whole =
                new TinyModel().metadata("eader.version", "broken" + swap).bytes();
        return switch (swap % 4) {
            case 0 -> Arrays.copyOf(whole, whole.length / 2);
            case 1 -> new TinyModel().scoreFactor(3 + swap).bytes();
            case 2 ->
                new TinyModel()
                        .without("eader.classes")
                        .metadata("n", "" + swap)
                        .bytes();
            default -> ("no model at all " + swap).getBytes();
        };
    }

    private void replace(Path file, byte[] content) throws IOException {
        Path fresh = Files.write(folder.resolve("fresh"), content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int count(ServiceProcess service, String result) throws IOException, InterruptedException {
        return service.metrics()
                .lines()
                .filter(line -> line.startsWith("eader_model_changes_total{result=\"" + result + "\"}"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
