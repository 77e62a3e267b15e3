package dev.eader.inference.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The GPUs of this machine, told from its device files. CUDA itself is not asked: loading ONNX Runtime's CUDA provider
 * on a machine without a GPU has killed a JVM (DJL issue 3366).
 *
 * @param gpus NVIDIA GPUs that this process can see
 * @param provider whether this build of ONNX Runtime holds the CUDA provider
 */
public record CudaDevices(int gpus, boolean provider) {

    /** Counts GPUs by their device files, {@code dev/nvidia0} and so on under {@code root}. */
    static int gpusUnder(Path root) {
        Path devices = root.resolve("dev");
        if (!Files.isDirectory(devices)) {
            return 0;
        }
        // Counted and not read from the names: a container may be given nvidia3 alone, which is CUDA's number 0 in it.
        try (Stream<Path> files = Files.list(devices)) {
            return (int) files.filter(file -> file.getFileName().toString().matches("nvidia\\d+"))
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }

    boolean usable(int gpu) {
        return provider && gpu < gpus;
    }

    @Override
    public String toString() {
        return (gpus == 0
                        ? "this machine shows no NVIDIA GPU"
                        : "this machine shows " + gpus + " NVIDIA GPU(s), from 0")
                + (provider ? "" : ", and this build of ONNX Runtime has no CUDA (build with -Pcuda)");
    }
}
