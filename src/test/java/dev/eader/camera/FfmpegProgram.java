package dev.eader.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.Loader;

/** Runs the ffmpeg program that is part of the native libraries. */
final class FfmpegProgram {
    private FfmpegProgram() {}

    /** Runs the program and fails the test if it fails. */
    static void run(Path folder, List<String> arguments) throws Exception {
        // Unpacks the libraries that the program needs.
        Loader.load(avdevice.class);
        Path program = Path.of(Loader.load(ffmpeg.class));
        List<String> command = new ArrayList<>(List.of(program.toString(), "-v", "error", "-y", "-nostdin"));
        command.addAll(arguments);
        Path log = folder.resolve("ffmpeg.log");
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        process.environment().put("LD_LIBRARY_PATH", program.getParent().toString());
        int exit = process.start().waitFor();
        assertThat(exit).as(Files.readString(log)).isZero();
    }
}
