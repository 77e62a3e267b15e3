package dev.eader.inference.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The GPUs of this machine, counted by their device files. CUDA is not asked, because loading ONNX Runtime's CUDA
 * provider on a machine without a GPU can crash the JVM (DJL issue 3366).
 *
 * @param gpus number of NVIDIA GPUs that this process can see
 * @param provider whether this build of ONNX Runtime contains the CUDA provider
 */
record CudaDevices(int gpus, boolean provider) {

    /** Counts the device files {@code dev/nvidia0}, {@code dev/nvidia1} and so on under {@code root}. */
    static int gpusUnder(Path root) {
        Path devices = root.resolve("dev");
        if (!Files.isDirectory(devices)) {
            return 0;
        }
        // The number in the name is not CUDA's: a container with /dev/nvidia3 alone has one GPU, and CUDA's number is
        // 0.
        try (Stream<Path> files = Files.list(devices)) {
            return (int) files.filter(file -> file.getFileName().toString().matches("nvidia\\d+"))
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }

    boolean isUsable(int gpu) {
        return provider && gpu < gpus;
    }

    /** Describes the devices for an error message. */
    @Override
    public String toString() {
        return (gpus == 0
                        ? "this machine has no NVIDIA GPU"
                        : "this machine has " + gpus + " NVIDIA GPU(s), numbered from 0")
                + (provider ? "" : ", and this build of ONNX Runtime has no CUDA (build with -Pcuda)");
    }
}
