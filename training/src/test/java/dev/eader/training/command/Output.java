package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Exit code, standard error and standard output of a command. */
record Output(int code, String err, String out) {
    /** A command. */
    interface Command {
        int run() throws IOException;
    }

    static Output of(Command command) throws IOException {
        PrintStream errBefore = System.err;
        PrintStream outBefore = System.out;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int code = command.run();
            return new Output(code, err.toString(StandardCharsets.UTF_8), out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(errBefore);
            System.setOut(outBefore);
        }
    }

    /** Checks that the command refused its input without a stack trace, and returns its message. */
    String refused() {
        assertThat(code).as(err).isEqualTo(2);
        assertThat(err).doesNotContain("\tat ");
        return err;
    }
}
