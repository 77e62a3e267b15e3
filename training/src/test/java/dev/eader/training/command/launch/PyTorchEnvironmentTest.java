package dev.eader.training.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchEnvironmentTest {
    @Test
    void linux_gets_the_settings_of_openmp_and_glibc() {
        assertThat(PyTorchEnvironment.missing(Map.of(), "Linux"))
                .containsOnlyKeys(
                        "OMP_WAIT_POLICY",
                        "MALLOC_ARENA_MAX",
                        "MALLOC_MMAP_MAX_",
                        "MALLOC_TRIM_THRESHOLD_",
                        "MALLOC_TOP_PAD_",
                        "GLIBC_TUNABLES");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mac OS X", "Windows 11"})
    void other_systems_get_the_setting_of_openmp_only(String system) {
        assertThat(PyTorchEnvironment.missing(Map.of(), system))
                .containsExactly(Map.entry("OMP_WAIT_POLICY", "PASSIVE"));
    }

    @Test
    void values_of_the_user_are_kept() {
        assertThat(PyTorchEnvironment.missing(Map.of("OMP_WAIT_POLICY", "ACTIVE", "MALLOC_ARENA_MAX", "4"), "Linux"))
                .doesNotContainKeys("OMP_WAIT_POLICY", "MALLOC_ARENA_MAX")
                .containsKey("MALLOC_TOP_PAD_");
    }
}
