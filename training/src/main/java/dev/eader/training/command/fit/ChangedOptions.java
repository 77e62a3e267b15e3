package dev.eader.training.command.fit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the options that a pass was started with and those it would be started with now. The device may change, and so may
 * options that do not change results. */
record ChangedOptions(List<String> before, List<String> now) {
    /** Options without an effect on a result. */
    private static final Set<String> UNCHANGING = Set.of("--skip-bad", "--tensorboard");

    /** @throws IllegalArgumentException if they differ; the message names the differences and what to do */
    void require(String pass, Path folder) {
        List<String> removed = without(texts(before), texts(now));
        List<String> added = without(texts(now), texts(before));
        if (removed.isEmpty() && added.isEmpty()) {
            return;
        }
        throw new IllegalArgumentException("the pass " + pass + " in " + folder + " was started with "
                + (removed.isEmpty() ? "fewer options" : String.join(" ", removed)) + ", now it has "
                + (added.isEmpty() ? "fewer options" : String.join(" ", added))
                + "; give the earlier options, or --redo "
                + pass + " to repeat it and the passes after it, or another --out");
    }

    private static List<String> without(List<String> texts, List<String> others) {
        Set<String> same = others.stream().map(ChangedOptions::comparable).collect(Collectors.toSet());
        return texts.stream().filter(text -> !same.contains(comparable(text))).toList();
    }

    /** Replaces a path by its absolute form, so that {@code run} equals {@code ./run}; other values change in the same way. */
    private static String comparable(String text) {
        int value = text.indexOf(' ') + 1;
        return value == 0 || text.contains(":")
                ? text
                : text.substring(0, value)
                        + Path.of(text.substring(value)).toAbsolutePath().normalize();
    }

    /** Each option with its value as one text. */
    private static List<String> texts(List<String> arguments) {
        List<String> texts = new ArrayList<>();
        for (String argument : arguments) {
            boolean isValue = !texts.isEmpty()
                    && texts.get(texts.size() - 1).startsWith("--")
                    && !texts.get(texts.size() - 1).contains(" ")
                    && !argument.startsWith("--");
            if (isValue) {
                texts.set(texts.size() - 1, texts.get(texts.size() - 1) + " " + argument);
            } else {
                texts.add(argument);
            }
        }
        texts.removeIf(text -> text.startsWith("--device ") || UNCHANGING.contains(text));
        return texts;
    }
}
