package dev.eader.inference.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where inference is to run, as {@code eader.inference.device} says.
 *
 * @param kind the first GPU if there is one, the CPU, or one GPU
 * @param gpu ordinal of the GPU, as CUDA counts them; 0 where {@code kind} is not {@code CUDA}
 */
public record DeviceChoice(Kind kind, int gpu) {

    public enum Kind {
        AUTO,
        CPU,
        CUDA
    }

    public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, 0);
    public static final DeviceChoice CPU = new DeviceChoice(Kind.CPU, 0);

    private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,3})");

    public static DeviceChoice cuda(int gpu) {
        return new DeviceChoice(Kind.CUDA, gpu);
    }

    /** @throws IllegalArgumentException unless {@code text} is {@code auto}, {@code cpu} or {@code cuda:N} */
    public static DeviceChoice parse(String text) {
        Matcher cuda = CUDA.matcher(text);
        if (text.equals("auto")) {
            return AUTO;
        } else if (text.equals("cpu")) {
            return CPU;
        } else if (cuda.matches()) {
            return cuda(Integer.parseInt(cuda.group(1)));
        }
        throw new IllegalArgumentException(
                "eader.inference.device is 'auto', 'cpu' or 'cuda:N' with N from 0, as in 'cuda:0'; not '" + text
                        + "'");
    }

    /**
     * The device that is meant on a machine that has {@code devices}: never {@code AUTO}.
     *
     * @throws DeviceUnavailableException if this is a GPU that is not there
     */
    DeviceChoice resolve(CudaDevices devices) {
        return switch (kind) {
            case CPU -> CPU;
            case AUTO -> devices.usable(0) ? cuda(0) : CPU;
            case CUDA -> {
                if (!devices.usable(gpu)) {
                    throw new DeviceUnavailableException(this, devices.toString());
                }
                yield this;
            }
        };
    }

    @Override
    public String toString() {
        return kind == Kind.CUDA ? "cuda:" + gpu : kind.name().toLowerCase(Locale.ROOT);
    }
}
