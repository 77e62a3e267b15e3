package dev.eader.training.command.options;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Device that a network runs on. */
public final class DeviceOptions {
    @Option(names = "--device", defaultValue = "cpu", description = "Device of the network: cpu or gpu:N.")
    @TextFormat(TextFormat.Text.DEVICE)
    String device;

    /** Options that select the CPU. */
    public static DeviceOptions cpu() {
        DeviceOptions options = new DeviceOptions();
        options.device = "cpu";
        return options;
    }

    public Device device() {
        return device(device);
    }

    /** @param names of one or more devices, separated by commas */
    public static List<Device> devices(String names) {
        return Stream.of(names.split(",", -1)).map(DeviceOptions::device).toList();
    }

    private static Device device(String name) {
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        int index = name.contains(":") ? Integer.parseInt(name.substring(4)) : 0;
        int found = Engine.getInstance().getGpuCount();
        if (index >= found) {
            throw new IllegalArgumentException("--device " + name + " does not exist: PyTorch finds " + found
                    + " GPUs; use cpu or a lower number");
        }
        return Device.gpu(index);
    }
}
