package dev.eader.command;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs a command line as a user would, and keeps what it says. */
record CommandRunner(int exitCode, String out, String err) {

    static CommandRunner run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Commands.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new CommandRunner(exitCode, out.toString(), err.toString());
    }
}
