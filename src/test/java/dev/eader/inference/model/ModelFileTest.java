package dev.eader.inference.model;

import static dev.eader.inference.model.ModelAssert.CPU;
import static dev.eader.inference.model.ModelAssert.violations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @Test
    void content_that_is_not_onnx_is_refused() {
        byte[] onnx = new TinyModel().bytes();
        byte[] text = "<html>404</html>".getBytes(StandardCharsets.UTF_8);
        byte[] truncated = Arrays.copyOf(onnx, onnx.length / 2);

        assertThat(violations(text)).singleElement().asString().startsWith("ONNX Runtime cannot load it: ");
        assertThat(violations(truncated)).singleElement().asString().startsWith("ONNX Runtime cannot load it: ");
        assertThat(violations(new byte[0])).singleElement().asString().startsWith("ONNX Runtime cannot load it: ");
        assertThat(violations(new TinyModel().unknownOperator().bytes()))
                .singleElement()
                .asString()
                .startsWith("ONNX Runtime cannot load it: ")
                .contains("NoSuchOperator");
    }

    @Test
    void model_file_over_the_size_limit_is_refused_with_its_name(@TempDir Path folder) {
        Path file = new TinyModel().writeTo(folder.resolve("large.onnx"));
        ModelOptions small = new ModelOptions(DeviceChoice.CPU, 1, 1, 1000);

        assertThatThrownBy(() -> SegmentationModel.load(file, small))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("large.onnx")
                .hasMessageContaining(
                        "it has " + file.toFile().length() + " bytes; eader.model.max-bytes accepts up to 1000");
    }

    @Test
    @Timeout(20)
    void named_pipe_is_refused_without_waiting(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe.onnx");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> SegmentationModel.load(pipe, CPU))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("pipe.onnx")
                .hasMessageContaining("it is not a regular file");
    }

    @Test
    void missing_file_is_refused_with_its_name(@TempDir Path folder) {
        assertThatThrownBy(() -> SegmentationModel.load(folder.resolve("absent.onnx"), CPU))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("absent.onnx")
                .hasMessageContaining("it cannot be read");
    }
}
