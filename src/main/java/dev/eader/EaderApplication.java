package dev.eader;

import dev.eader.command.Commands;
import dev.eader.http.ServerConnections;
import dev.eader.serve.Serve;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.Locale;

/** {@code serve}, or no argument, runs the service; all else is a command, which runs without Quarkus and soon starts. */
@QuarkusMain
public final class EaderApplication {

    private EaderApplication() {}

    public static void main(String... arguments) {
        ServerConnections.enable();
        // Frame ids, headers and metrics are machine-readable in every library: no digits and no letter case of a
        // language.
        Locale.setDefault(Locale.ROOT);
        // JavaCPP would call it out of memory once the process is twice the heap, which models alone may be
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        if (arguments.length == 0) {
            Serve.run();
        } else if (arguments[0].equals("serve")) {
            Serve.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        } else {
            System.exit(Commands.run(arguments));
        }
    }
}
