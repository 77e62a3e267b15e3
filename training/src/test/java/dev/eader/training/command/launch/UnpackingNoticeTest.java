package dev.eader.training.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackingNoticeTest {
    @TempDir
    Path cache;

    @Test
    void unpacking_prints_the_folder() throws IOException {
        Files.createDirectory(cache.resolve("tmp123"));
        assertThat(notice()).startsWith("unpacking PyTorch into " + cache.resolve("2.7.1"));
    }

    @Test
    void unpacked_libraries_print_nothing() throws IOException {
        Files.createDirectory(cache.resolve("2.7.1"));
        assertThat(notice()).isEmpty();
    }

    private String notice() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        UnpackingNotice.await(cache, cache.resolve("2.7.1"), new PrintStream(output, true, StandardCharsets.UTF_8));
        return output.toString(StandardCharsets.UTF_8);
    }
}
