package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.faults.AppProcess.Allowance;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A resource that is exhausted at the start ends the service with an exit code and a message that names it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "limits are those of Linux")
class ResourcesIT {
    private static final Duration END = Duration.ofSeconds(150);

    @RegisterExtension
    final Processes processes = new Processes();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Xmx512m | ulimit -n 30   | Too many open files",
                "-Xmx512m | ulimit -n 120  | Too many open files",
                "-Xmx24m  | :              | heap space",
            })
    void resource_exhausted_at_start_ends_the_service_and_is_named(String heap, String limits, String cause)
            throws Exception {
        var service = processes.service(Map.of(), new Allowance(heap, limits));
        assertThat(service.exitCode(END)).isPositive();
        assertThat(service.output()).contains(cause);
        System.out.printf("resources: %s %s exit=%d named=%s%n", heap, limits, service.exitCode(Duration.ZERO), cause);
    }
}
