package dev.eader;

import dev.eader.command.Commands;
import dev.eader.http.ServerConnections;
import dev.eader.serve.Serve;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.Locale;

/** Runs the service with {@code serve} or no argument; other arguments run a command, which starts quickly without Quarkus. */
@QuarkusMain
public final class EaderApplication {

    private EaderApplication() {}

    public static void main(String... arguments) {
        ServerConnections.enable();
        // Libraries format ids, headers and metrics with the default locale, which must not change digits or letter
        // case.
        Locale.setDefault(Locale.ROOT);
        // JavaCPP's default limit, twice the heap, can be exceeded by the models alone.
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
