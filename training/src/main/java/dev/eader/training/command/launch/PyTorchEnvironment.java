package dev.eader.training.command.launch;

import java.util.HashMap;
import java.util.Map;

/** Environment variables for PyTorch on a CPU. The C libraries read them when the process starts. */
final class PyTorchEnvironment {
    /** OpenMP threads that wait release their core; otherwise training is up to ten times slower beside other programs. */
    private static final Map<String, String> EVERYWHERE = Map.of("OMP_WAIT_POLICY", "PASSIVE");

    /**
     * Settings of glibc. Each step allocates and frees activations of about 100 MB; these settings keep freed memory in the
     * allocator, so that the kernel does not clear the pages again. The system time falls to a third.
     */
    private static final Map<String, String> LINUX = Map.of(
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_MAX_", "0",
            "MALLOC_TRIM_THRESHOLD_", "99999999999",
            "MALLOC_TOP_PAD_", "268435456",
            "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    private PyTorchEnvironment() {}

    /**
     * @param present variables that the user has set; they are kept
     * @param system name of the operating system, as in the system property {@code os.name}
     * @return variables to add
     */
    static Map<String, String> missing(Map<String, String> present, String system) {
        Map<String, String> missing = new HashMap<>(EVERYWHERE);
        if (system.equals("Linux")) {
            missing.putAll(LINUX);
        }
        missing.keySet().removeAll(present.keySet());
        return missing;
    }
}
