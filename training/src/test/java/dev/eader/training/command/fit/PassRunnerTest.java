package dev.eader.training.command.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.training.command.fit.FitState.PassState;
import dev.eader.training.command.fit.FitState.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassRunnerTest {
    @TempDir
    Path folder;

    private final List<String> executed = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private String failing = "";

    private final Program program = new Program() {
        @Override
        public int run(String... arguments) {
            executed.add(String.join(" ", arguments));
            return arguments[0].equals(failing) ? 3 : 0;
        }

        @Override
        public int check(String... arguments) {
            return 0;
        }
    };

    private Pass pass(String name, String... words) {
        return new Pass(
                name,
                "title",
                List.of(words),
                Map.of("--out", folder.resolve(name).toString()),
                10);
    }

    private List<Pass> plan() {
        return List.of(pass("a", "first"), pass("b", "second"), pass("c", "third"));
    }

    private FitState fresh(List<Pass> plan) {
        List<PassState> states = plan.stream().map(PassState::open).toList();
        return new FitState(FitState.VERSION, "site", "quick", "photos", "cpu", 1, 1, states);
    }

    private int run(FitState state) throws IOException {
        return new PassRunner(program, folder, state, new PrintStream(out, true, StandardCharsets.UTF_8)).run(plan());
    }

    @Test
    void passes_run_in_order_and_are_stored_as_done() throws IOException {
        assertThat(run(fresh(plan()))).isZero();

        assertThat(executed).hasSize(3);
        assertThat(FitState.read(folder).passes()).extracting(PassState::state).containsOnly(Progress.DONE);
    }

    @Test
    void failed_pass_stops_the_plan_and_is_repeated_alone() throws IOException {
        failing = "second";
        assertThat(run(fresh(plan()))).isEqualTo(3);
        assertThat(executed).hasSize(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("the pass b failed");

        failing = "";
        executed.clear();
        assertThat(run(FitState.read(folder))).isZero();

        assertThat(executed).extracting(each -> each.split(" ")[0]).containsExactly("second", "third");
    }

    @Test
    void training_with_a_checkpoint_is_resumed() throws IOException {
        Path run = Files.createDirectories(folder.resolve("net"));
        Files.writeString(run.resolve("checkpoint.safetensors"), "");
        Pass training = new Pass(
                "net",
                "title",
                List.of("student", "train"),
                Map.of("--out", run.toString(), "--device", "cpu", "--epochs", "2"),
                10);
        FitState state = fresh(List.of(training));

        new PassRunner(program, folder, state, new PrintStream(out)).run(List.of(training));

        assertThat(executed).containsExactly("student train --out " + run + " --resume --device cpu");
    }

    @Test
    void changed_option_of_a_begun_pass_is_refused_with_both_values() throws IOException {
        List<Pass> plan = plan();
        FitState done = fresh(plan).with(PassState.open(plan.get(0)).as(Progress.DONE, 4));
        List<Pass> changed = List.of(plan.get(0).with("--alpha", "0.5"), plan.get(1));

        assertThatThrownBy(() -> done.merged(changed, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the pass a in " + folder)
                .hasMessageContaining("--alpha 0.5")
                .hasMessageContaining("--redo a");
    }

    @Test
    void changed_option_of_an_open_pass_is_accepted() {
        List<Pass> plan = plan();
        FitState done = fresh(plan).with(PassState.open(plan.get(0)).as(Progress.DONE, 4));
        List<Pass> changed = List.of(plan.get(0), plan.get(1).with("--alpha", "0.5"));

        assertThat(done.merged(changed, folder).get(1).arguments()).contains("--alpha", "0.5");
    }

    @Test
    void file_of_another_version_is_refused() throws IOException {
        Files.writeString(FitState.file(folder), "{\"version\": 7, \"passes\": []}");

        assertThatThrownBy(() -> FitState.read(folder)).hasMessageContaining("fit.json was written by another version");
    }
}
