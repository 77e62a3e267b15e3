package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.inference.ModelRegistry;
import dev.eader.inference.ModelTrial;
import dev.eader.inference.ModelWatch;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.TinyModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesResourceTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1L << 30, 3L << 30})
    void candidate_above_size_limit_answers_422_with_option_name(long bytes) throws IOException {
        // a sparse file: has the size but takes no disk space
        try (var file = new RandomAccessFile(folder.resolve("large.onnx").toFile(), "rw")) {
            file.setLength(bytes);
        }
        var answer = begin("large.onnx");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error())
                .contains("large.onnx", "it has " + bytes + " bytes", "eader.model.max-bytes accepts up to 536870912");
    }

    @Test
    void invalid_model_file_answers_422() throws IOException {
        Files.write(folder.resolve("noise.onnx"), new byte[] {1, 2, 3});
        var answer = begin("noise.onnx");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error()).contains("noise.onnx");
    }

    private record Answer(int status, String error) {}

    private Answer begin(String file) throws IOException {
        var options = new ModelOptions(DeviceChoice.CPU, 1);
        Path served = Files.write(folder.resolve("served"), new TinyModel().bytes());
        try (var registry = ModelRegistry.open("a", List.of(), Map.of("a", served), options)) {
            var trial = new ModelTrial(registry, Optional.of(folder), Map.of(), new NoOpListener());
            try (var response = new CandidatesResource(trial).begin(file)) {
                return new Answer(response.getStatus(), ((ErrorResponse) response.getEntity()).error());
            }
        }
    }

    private static final class NoOpListener implements ModelWatch.Listener {
        @Override
        public void swapped(String name, ModelDescription model) {
            // not under test
        }

        @Override
        public void refused(String name, String reason) {
            // not under test
        }
    }
}
