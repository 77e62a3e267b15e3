package dev.eader.training.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JvmOptionsTest {
    private static final long GIB = 1L << 30;

    @ParameterizedTest
    @CsvSource({"2, 1024", "8, 2048", "16, 2048", "64, 8192"})
    void default_heap_depends_on_memory(int memoryGib, int heapMib) {
        assertThat(JvmOptions.ofChild(List.of("-ea"), memoryGib * GIB, 17))
                .containsExactly("-ea", "-Xmx" + heapMib + "m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx1g", "-XX:MaxHeapSize=1g", "-XX:MaxRAMPercentage=40"})
    void heap_size_of_the_user_is_kept(String option) {
        assertThat(JvmOptions.ofChild(List.of(option), 8 * GIB, 17)).containsExactly(option);
    }

    @Test
    void new_java_gets_options_that_avoid_warnings() {
        assertThat(JvmOptions.ofChild(List.of("-Xmx1g"), GIB, 25))
                .containsExactly(
                        "-Xmx1g", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    }

    @ParameterizedTest
    @CsvSource({"-agentlib:jdwp=server=y, true", "-Dcom.sun.management.jmxremote.port=9, true", "-Xmx1g, false"})
    void debuggers_and_profilers_are_recognised(String option, boolean found) {
        assertThat(JvmOptions.haveTools(List.of("-ea", option))).isEqualTo(found);
    }
}
