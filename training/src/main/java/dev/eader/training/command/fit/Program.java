package dev.eader.training.command.fit;

/** The training program, which executes the command of each pass. */
public interface Program {
    /** Runs a command and returns its exit code. */
    int run(String... arguments);

    /** Checks the options of a command without running it; prints the first error. Returns the exit code. */
    int check(String... arguments);
}
