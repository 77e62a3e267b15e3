package dev.eader.training.command.fit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.eader.training.command.run.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a {@code fit}, stored as {@code fit.json} in its folder.
 *
 * @param version of this file's form
 * @param images folder of the pictures
 * @param speed measured duration of a step divided by its estimate; 1 on the reference machine
 * @param passes in the order of the plan
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record FitState(
        int version,
        String name,
        String profile,
        String images,
        String device,
        long seed,
        double speed,
        List<PassState> passes) {
    static final int VERSION = 1;

    /** Progress of a pass. */
    enum Progress {
        OPEN,
        BEGUN,
        DONE
    }

    /**
     * One pass.
     *
     * @param arguments of the command, also of a pass that is done
     * @param seconds spent on the pass, in all attempts
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record PassState(String name, String title, List<String> arguments, Progress state, double seconds) {
        static PassState open(Pass pass) {
            return new PassState(pass.name(), pass.title(), pass.arguments(), Progress.OPEN, 0);
        }

        /** Whether the pass failed or was interrupted and checks its options itself. */
        boolean isRepeatable() {
            return state == Progress.BEGUN && name.equals(Pass.DATA);
        }

        /** Folder or file that the pass writes; null if it has no {@code --out}. */
        Path output() {
            int option = arguments.indexOf("--out");
            return option < 0 ? null : Path.of(arguments.get(option + 1));
        }

        PassState as(Progress state, double seconds) {
            return new PassState(name, title, arguments, state, seconds);
        }
    }

    static Path file(Path folder) {
        return folder.resolve("fit.json");
    }

    /**
     * Reads the state of a folder; null if it has none.
     *
     * @throws IllegalArgumentException if another version of the program wrote it
     */
    static FitState read(Path folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return null;
        }
        FitState state = JsonFiles.read(file, FitState.class, "`fit` writes it; restore it or give another --out");
        if (state.version() != VERSION || state.passes() == null) {
            throw new IllegalArgumentException(file + " was written by another version of this program (form "
                    + state.version() + ", not " + VERSION + "); give another --out, or finish with that version");
        }
        return state;
    }

    void write(Path folder) throws IOException {
        JsonFiles.write(file(folder), this);
    }

    /** State of a pass; null if the plan had no such pass. */
    PassState pass(String name) {
        return passes.stream()
                .filter(pass -> pass.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * Merges this state with a plan: passes that were begun keep their state, the others take the plan's arguments.
     *
     * @param folder of the {@code fit}, for messages
     * @throws IllegalArgumentException if a pass that was begun has other arguments in the plan
     */
    List<PassState> merged(List<Pass> plan, Path folder) {
        List<PassState> merged = new ArrayList<>();
        for (Pass pass : plan) {
            PassState before = pass(pass.name());
            if (before == null || before.state() == Progress.OPEN || before.isRepeatable()) {
                merged.add(PassState.open(pass));
            } else {
                new ChangedOptions(before.arguments(), pass.arguments()).require(pass.name(), folder);
                merged.add(before);
            }
        }
        return merged;
    }

    /** This state with the first passes of a plan; later passes are kept as they are. */
    FitState resumed(List<Pass> first, Path folder) {
        List<PassState> all = new ArrayList<>(merged(first, folder));
        all.addAll(passes.subList(Math.min(first.size(), passes.size()), passes.size()));
        return with(all);
    }

    FitState at(double speed) {
        return new FitState(version, name, profile, images, device, seed, speed, passes);
    }

    FitState with(List<PassState> passes) {
        return new FitState(version, name, profile, images, device, seed, speed, passes);
    }

    FitState with(PassState changed) {
        return with(passes.stream()
                .map(pass -> pass.name().equals(changed.name()) ? changed : pass)
                .toList());
    }
}
