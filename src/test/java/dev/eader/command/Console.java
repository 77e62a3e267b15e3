package dev.eader.command;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs a command line as a user would, and keeps what it says. */
record Console(int exitCode, String out, String err) {

    static Console run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Commands.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Console(exitCode, out.toString(), err.toString());
    }
}
