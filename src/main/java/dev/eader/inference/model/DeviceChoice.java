package dev.eader.inference.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The device to run inference on, as set by {@code eader.inference.device}.
 *
 * @param kind {@code AUTO} for the first GPU if there is one and else the CPU, {@code CPU}, or {@code CUDA} for one GPU
 * @param gpu CUDA's number of the GPU, from 0; 0 if {@code kind} is not {@code CUDA}
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

    /**
     * @throws IllegalArgumentException unless {@code text} is {@code auto}, {@code cpu} or {@code cuda:N}, N in [0,
     *     999]
     */
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
                "eader.inference.device must be 'auto', 'cpu' or 'cuda:N' with N from 0, such as 'cuda:0', but is '"
                        + text + "'");
    }

    /**
     * Selects the device among those of a machine.
     *
     * @return {@code CPU} or {@code CUDA}, never {@code AUTO}
     * @throws DeviceUnavailableException if this is a GPU that is not usable
     */
    DeviceChoice resolve(CudaDevices devices) {
        return switch (kind) {
            case CPU -> CPU;
            case AUTO -> devices.isUsable(0) ? cuda(0) : CPU;
            case CUDA -> {
                if (!devices.isUsable(gpu)) {
                    throw new DeviceUnavailableException(this, devices.toString());
                }
                yield this;
            }
        };
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return kind == Kind.CUDA ? "cuda:" + gpu : kind.name().toLowerCase(Locale.ROOT);
    }
}
