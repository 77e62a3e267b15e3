package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Exit code and standard error of a command. */
record Output(int code, String err) {
    /** A command. */
    interface Command {
        int run() throws IOException;
    }

    static Output of(Command command) throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new Output(command.run(), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** Checks that the command refused its input without a stack trace, and returns its message. */
    String refused() {
        assertThat(code).as(err).isEqualTo(2);
        assertThat(err).doesNotContain("\tat ");
        return err;
    }
}
