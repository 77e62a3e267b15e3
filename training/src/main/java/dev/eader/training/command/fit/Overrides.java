package dev.eader.training.command.fit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies {@code --set PASS.OPTION=VALUE} to the passes of a plan, and checks {@code --set} and {@code --skip}. */
final class Overrides {
    private final FitOptions options;

    private Overrides(FitOptions options) {
        this.options = options;
    }

    static Overrides of(FitOptions options) {
        return new Overrides(options);
    }

    /** @throws IllegalArgumentException if {@code --set} has another form than PASS.OPTION=VALUE */
    List<Pass> apply(List<Pass> passes) {
        List<Pass> changed = new ArrayList<>(passes);
        for (Map.Entry<String, String> override : options.overrides.entrySet()) {
            int dot = override.getKey().indexOf('.');
            if (dot < 1 || dot == override.getKey().length() - 1) {
                throw new IllegalArgumentException(
                        "--set takes PASS.OPTION=VALUE, as erasing.alpha=0.5, not " + override.getKey());
            }
            String name = override.getKey().substring(0, dot);
            String option = "--" + override.getKey().substring(dot + 1);
            changed.replaceAll(pass -> pass.name().equals(name)
                    ? pass.with(option, override.getValue().equals("true") ? null : override.getValue())
                    : pass);
        }
        return changed;
    }

    /**
     * @param known names of all passes of the profile
     * @throws IllegalArgumentException if {@code --set} or {@code --skip} names another pass
     */
    void check(List<String> known) {
        if (options.skipped.contains(Pass.DATA)) {
            throw new IllegalArgumentException("--skip data: all passes read the pictures that this pass checks");
        }
        options.skipped.forEach(name -> require("--skip " + name, name, known));
        options.overrides
                .keySet()
                .forEach(key -> require("--set " + key, key.substring(0, Math.max(0, key.indexOf('.'))), known));
    }

    private static void require(String option, String name, List<String> known) {
        if (!known.contains(name) && !name.equals(Pass.DATA)) {
            throw new IllegalArgumentException(option + ": the plan has no pass '" + name + "'; its passes are "
                    + Pass.DATA + ", " + String.join(", ", known));
        }
    }

    /** @throws IllegalArgumentException if a pass reads the output of a pass that is left out */
    void requireInputs(List<Pass> wanted, List<Pass> all) {
        Set<String> present = new HashSet<>(Set.of(Pass.DATA));
        wanted.forEach(pass -> present.add(pass.name()));
        for (Pass pass : wanted) {
            for (Pass other : all) {
                String output = options.out.resolve(other.name()).toString();
                if (!present.contains(other.name()) && pass.arguments().contains(output)) {
                    throw new IllegalArgumentException("--skip " + other.name() + ": the pass " + pass.name()
                            + " reads its result; skip " + pass.name() + " too, or neither");
                }
            }
        }
    }
}
