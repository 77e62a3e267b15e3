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

class DeviceChoiceTest {
    private static final CudaDevices NONE = new CudaDevices(0, true);
    private static final CudaDevices TWO = new CudaDevices(2, true);
    private static final CudaDevices TWO_WITHOUT_PROVIDER = new CudaDevices(2, false);

    @Test
    void parse_reads_what_to_string_writes() {
        assertThat(DeviceChoice.parse("auto")).isEqualTo(DeviceChoice.AUTO).hasToString("auto");
        assertThat(DeviceChoice.parse("cpu")).isEqualTo(DeviceChoice.CPU).hasToString("cpu");
        assertThat(DeviceChoice.parse("cuda:3")).isEqualTo(DeviceChoice.cuda(3)).hasToString("cuda:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:x", "CPU", "cuda:99999999999", "cpu:0"})
    void other_text_is_refused_with_the_accepted_forms(String text) {
        assertThatThrownBy(() -> DeviceChoice.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("eader.inference.device must be 'auto', 'cpu' or 'cuda:N'")
                .hasMessageEndingWith("but is '" + text + "'");
    }

    @Test
    void auto_is_the_first_usable_gpu_or_else_the_cpu() {
        assertThat(DeviceChoice.AUTO.resolve(TWO)).isEqualTo(DeviceChoice.cuda(0));
        assertThat(DeviceChoice.AUTO.resolve(NONE)).isEqualTo(DeviceChoice.CPU);
        assertThat(DeviceChoice.AUTO.resolve(TWO_WITHOUT_PROVIDER)).isEqualTo(DeviceChoice.CPU);
    }

    @Test
    void cpu_is_kept_although_there_is_a_gpu() {
        assertThat(DeviceChoice.CPU.resolve(TWO)).isEqualTo(DeviceChoice.CPU);
    }

    @Test
    void missing_gpu_is_refused_with_the_option() {
        assertThat(DeviceChoice.cuda(1).resolve(TWO)).isEqualTo(DeviceChoice.cuda(1));
        assertThatThrownBy(() -> DeviceChoice.cuda(2).resolve(TWO))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessage(
                        "eader.inference.device=cuda:2 is not available: this machine has 2 NVIDIA GPU(s), numbered from 0");
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
    void negative_number_of_threads_is_refused() {
        assertThatThrownBy(() -> new ModelOptions(DeviceChoice.CPU, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("eader.inference.threads")
                .hasMessageContaining("-1");
    }
}
