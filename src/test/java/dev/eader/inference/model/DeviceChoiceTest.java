package dev.eader.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class DeviceChoiceTest {
    private static final CudaDevices NONE = new CudaDevices(0, true);
    private static final CudaDevices TWO = new CudaDevices(2, true);
    private static final CudaDevices TWO_WITHOUT_PROVIDER = new CudaDevices(2, false);

    @Test
    void the_three_forms_are_read_and_written_alike() {
        assertThat(DeviceChoice.parse("auto")).isEqualTo(DeviceChoice.AUTO).hasToString("auto");
        assertThat(DeviceChoice.parse("cpu")).isEqualTo(DeviceChoice.CPU).hasToString("cpu");
        assertThat(DeviceChoice.parse("cuda:3")).isEqualTo(DeviceChoice.cuda(3)).hasToString("cuda:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:x", "CPU", "cuda:99999999999", "cpu:0"})
    void another_form_is_refused_with_the_accepted_ones(String text) {
        assertThatThrownBy(() -> DeviceChoice.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("eader.inference.device is 'auto', 'cpu' or 'cuda:N'")
                .hasMessageEndingWith("not '" + text + "'");
    }

    @Test
    void auto_is_the_first_gpu_where_it_can_be_used_and_else_the_cpu() {
        assertThat(DeviceChoice.AUTO.resolve(TWO)).isEqualTo(DeviceChoice.cuda(0));
        assertThat(DeviceChoice.AUTO.resolve(NONE)).isEqualTo(DeviceChoice.CPU);
        assertThat(DeviceChoice.AUTO.resolve(TWO_WITHOUT_PROVIDER)).isEqualTo(DeviceChoice.CPU);
    }

    @Test
    void cpu_stays_the_cpu_beside_a_gpu() {
        assertThat(DeviceChoice.CPU.resolve(TWO)).isEqualTo(DeviceChoice.CPU);
    }

    @Test
    void a_forced_gpu_that_is_missing_is_an_error_that_names_the_option() {
        assertThat(DeviceChoice.cuda(1).resolve(TWO)).isEqualTo(DeviceChoice.cuda(1));
        assertThatThrownBy(() -> DeviceChoice.cuda(2).resolve(TWO))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessage(
                        "eader.inference.device=cuda:2 cannot be had: " + "this machine shows 2 NVIDIA GPU(s), from 0");
        assertThatThrownBy(() -> DeviceChoice.cuda(0).resolve(NONE))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("eader.inference.device=cuda:0")
                .hasMessageContaining("no NVIDIA GPU");
        assertThatThrownBy(() -> DeviceChoice.cuda(0).resolve(TWO_WITHOUT_PROVIDER))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("-Pcuda");
    }

    @Test
    void gpus_are_counted_by_their_device_files(@TempDir Path root) throws IOException {
        assertThat(CudaDevices.gpusUnder(root)).isZero();
        Path devices = Files.createDirectory(root.resolve("dev"));
        for (String name : new String[] {"nvidia0", "nvidia3", "nvidiactl", "nvidia-uvm", "null"}) {
            Files.createFile(devices.resolve(name));
        }
        assertThat(CudaDevices.gpusUnder(root)).isEqualTo(2);
    }

    @Test
    void a_negative_number_of_threads_is_refused() {
        assertThatThrownBy(() -> new ModelOptions(DeviceChoice.CPU, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("eader.inference.threads")
                .hasMessageContaining("-1");
    }
}
