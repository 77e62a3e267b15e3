package dev.eader.training.command.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass of a plan: a command of the program with its arguments.
 *
 * @param name unique in a plan
 * @param title what the pass does, for people
 * @param words command and positional arguments
 * @param options values by option name, in order; a null value is an option without a value
 * @param estimate duration in seconds on the reference machine, two cores
 */
record Pass(String name, String title, List<String> words, Map<String, String> options, double estimate) {
    /** Name of the first pass, which all others depend on. */
    static final String DATA = "data";

    /** Arguments of the command. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(words);
        options.forEach((option, value) -> {
            arguments.add(option);
            if (value != null) {
                arguments.add(value);
            }
        });
        return arguments;
    }

    /** The pass with another value of an option, or with an additional option. */
    Pass with(String option, String value) {
        Map<String, String> changed = new LinkedHashMap<>(options);
        changed.put(option, value);
        return new Pass(name, title, words, changed, estimate);
    }

    /** Whether this pass trains a network and therefore resumes from a checkpoint. */
    boolean isTraining() {
        return words.get(words.size() - 1).equals("train");
    }
}
