package dev.eader.training.command.launch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Options of the second JVM: those of this one, a default heap size, and access to native code. */
final class JvmOptions {
    /** Options that open a port or write a file; two JVMs cannot share these. */
    private static final List<String> TOOLS = List.of(
            "-agentlib:",
            "-agentpath:",
            "-javaagent:",
            "-Xrun",
            "-Xlog:",
            "-XX:StartFlightRecording",
            "-Dcom.sun.management.jmxremote");

    private static final List<String> HEAP = List.of("-Xmx", "-mx", "-XX:MaxHeapSize", "-XX:MaxRAM");
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    private static final long MIB = 1 << 20;

    private JvmOptions() {}

    /**
     * Options of this JVM, also those of the environment variables {@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS} and
     * {@code _JAVA_OPTIONS}.
     */
    static List<String> ofThisJvm() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /** Size of the machine's or container's memory in bytes. */
    static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** Whether an option starts a debugger, profiler or log that two JVMs cannot share. */
    static boolean haveTools(List<String> options) {
        return haveAny(options, TOOLS);
    }

    /**
     * @param given options of this JVM
     * @param memory size of the machine's memory in bytes
     * @param version feature version of Java
     */
    static List<String> ofChild(List<String> given, long memory, int version) {
        List<String> options = new ArrayList<>(given);
        if (!haveAny(given, HEAP)) {
            options.add("-Xmx" + heap(memory) / MIB + "m");
        }
        // Without these options, Java 24 and later warns of native libraries and of Protobuf's use of Unsafe.
        for (String option : version < 24 ? List.<String>of() : List.of(NATIVE_ACCESS, UNSAFE)) {
            if (!haveAny(given, List.of(option.substring(0, option.indexOf('=') + 1)))) {
                options.add(option);
            }
        }
        return options;
    }

    /**
     * Heap size for a size of memory: 2 GiB or an eighth of the memory, whichever is larger, but at most half of it. The
     * tensors of PyTorch are not in the heap and need the rest.
     */
    static long heap(long memory) {
        return Math.min(memory / 2, Math.max(2048 * MIB, memory / 8));
    }

    private static boolean haveAny(List<String> options, List<String> prefixes) {
        return options.stream().anyMatch(option -> prefixes.stream().anyMatch(option::startsWith));
    }
}
