package dev.eader.training.command.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class FitPlanTest {
    @Command
    private static final class Holder {
        @Mixin
        FitOptions options;
    }

    static FitOptions options(String... more) {
        Holder holder = new Holder();
        String[] all = Stream.concat(Stream.of("--images", "photos", "--out", "run"), Stream.of(more))
                .toArray(String[]::new);
        new CommandLine(holder).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(all);
        return holder.options;
    }

    private static List<Pass> plan(String... more) {
        return FitPlan.of(options(more), 306, 54);
    }

    private static Pass pass(List<Pass> plan, String name) {
        return plan.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(List<Pass> plan) {
        return plan.stream().map(Pass::name).toList();
    }

    @Test
    void standard_profile_has_all_passes_in_order() {
        assertThat(names(plan()))
                .containsExactly(
                        "plain-small",
                        "plain",
                        "erasing",
                        "evaluate-erasing",
                        "attention",
                        "labels",
                        "affinity",
                        "walk",
                        "labels-affinity",
                        "student-first",
                        "labels-student",
                        "student",
                        "evaluate",
                        "export",
                        "export-int8",
                        "verify",
                        "report");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void every_input_is_the_output_of_an_earlier_pass(Profile profile) {
        List<String> known = new ArrayList<>(List.of("run/data", "run"));
        for (Pass pass : plan("--profile", profile.name())) {
            String out = pass.options().get("--out");
            pass.arguments().stream()
                    .filter(argument -> argument.startsWith("run/") && !argument.equals(out))
                    .forEach(argument -> assertThat(known).as(pass.name()).contains(argument));
            known.add(out);
        }
    }

    @Test
    void few_pictures_get_the_smallest_number_of_steps() {
        Pass small = pass(plan(), "plain-small");

        // 306 pictures are 19 batches of 16
        assertThat(Double.parseDouble(small.options().get("--epochs")) * 19).isCloseTo(240, within(.01));
    }

    @Test
    void batch_is_at_most_the_number_of_pictures() {
        assertThat(pass(FitPlan.of(options(), 9, 3), "plain").options()).containsEntry("--batch", "9");
    }

    @Test
    void many_pictures_get_a_limited_number_of_steps() {
        Pass small = pass(FitPlan.of(options(), 160_000, 100), "plain-small");

        assertThat(Double.parseDouble(small.options().get("--epochs")) * 10_000).isCloseTo(1500, within(.6));
    }

    @Test
    void skipped_pass_is_replaced_by_the_one_before_it() {
        List<Pass> plan = plan("--skip", "erasing,affinity,walk,labels-affinity,student-first");

        assertThat(names(plan)).doesNotContain("erasing", "walk");
        assertThat(pass(plan, "attention").words()).containsExactly("attention", "run/plain");
        assertThat(pass(plan, "student").options()).containsEntry("--pseudo-labels", "run/labels");
    }

    @Test
    void without_student_the_localizer_is_exported() {
        List<Pass> plan = plan("--skip", "student-first,labels-student,student");

        assertThat(pass(plan, "export").words()).containsExactly("export", "run/erasing");
        assertThat(names(plan)).doesNotContain("evaluate");
    }

    @Test
    void needed_pass_cannot_be_skipped() {
        assertThatThrownBy(() -> plan("--skip", "attention"))
                .hasMessage("--skip attention: the pass labels reads its result; skip labels too, or neither");
        assertThatThrownBy(() -> plan("--skip", "data")).hasMessageContaining("all passes read the pictures");
        assertThatThrownBy(() -> plan("--skip", "plain-small,plain,erasing")).hasMessageContaining("keep one of");
    }

    @Test
    void unknown_pass_is_refused_with_the_known_ones() {
        assertThatThrownBy(() -> plan("--skip", "labls"))
                .hasMessageStartingWith(
                        "--skip labls: the plan has no pass 'labls'; its passes are data, plain-small,");
        assertThatThrownBy(() -> plan("--set", "erasng.alpha=1")).hasMessageStartingWith("--set erasng.alpha: ");
        assertThatThrownBy(() -> plan("--set", "alpha=1")).hasMessageStartingWith("--set alpha: ");
    }

    @Test
    void set_replaces_and_adds_options_of_a_pass() {
        Pass erasing = pass(plan("--set", "erasing.alpha=0.5", "--set", "erasing.ema=0.9"), "erasing");

        assertThat(erasing.options()).containsEntry("--alpha", "0.5").containsEntry("--ema", "0.9");
    }

    private static Offset<Double> within(double offset) {
        return Offset.offset(offset);
    }
}
