package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.options.OptionCheck;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.options.TextFormat.Text;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Gives every option of every command values at and beyond its limits, with the options of picocli's model. */
class OptionCheckTest {
    private static final List<String> NO_NUMBERS = List.of("", " ", "x", "1x", "--", "0x10");
    private static final List<String> NO_RANGE = List.of("NaN", "Infinity", "-Infinity", "1e400", "-1e400");

    /** Parses and checks, but runs nothing. */
    private static final CommandLine LINE = Training.commandLine().setExecutionStrategy(new OptionCheck(parsed -> 0));

    /** @param name of the command and its option, as {@code student train --rate} */
    private record Case(String name, CommandLine command, OptionSpec option) {}

    @TestFactory
    Stream<DynamicTest> value_beyond_the_limits_is_refused_by_name_and_range() {
        return tests(each -> {
            for (String value : beyond(each.option())) {
                StringWriter err = new StringWriter();
                int code = parse(each, value, err);
                assertThat(code).as("%s '%s': %s", each.name(), value, err).isEqualTo(CommandLine.ExitCode.USAGE);
                assertThat(err.toString().lines().findFirst().orElse(""))
                        .contains(each.option().longestName());
                assertThat(err.toString()).doesNotContain("Exception", "\tat ");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> value_at_the_limits_is_accepted() {
        return tests(each -> {
            for (String value : within(each.option())) {
                StringWriter err = new StringWriter();
                assertThat(parse(each, value, err))
                        .as("%s '%s': %s", each.name(), value, err)
                        .isZero();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> number_or_text_option_declares_what_it_accepts() {
        return tests(each -> {
            boolean text = each.option().type() == String.class;
            if (text || isNumber(each.option())) {
                assertThat(List.of(text ? TextFormat.class : Range.class))
                        .anyMatch(type -> OptionCheck.annotation(each.option(), type) != null);
            }
        });
    }

    /** Without {@code scenes} and {@code step}, which need no input, and {@code fit}, which reads any folder. */
    @TestFactory
    Stream<DynamicTest> odd_path_or_text_is_refused_without_stack_trace() {
        return tests(each -> {
            boolean isRunning = Stream.of("scenes ", "step ", "fit ").anyMatch(each.name()::startsWith);
            if (!isRunning && !isNumber(each.option()) && each.option().arity().max() > 0) {
                for (String value : List.of("", "\0", "pom.xml/at all", ",")) {
                    assertThat(run(each, value)).doesNotContain("\tat ").isNotBlank();
                }
            }
        });
    }

    private static Stream<DynamicTest> tests(Consumer<Case> check) {
        return options().stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> check.accept(each)));
    }

    /** Values outside of an option's range or format. */
    private static List<String> beyond(OptionSpec option) {
        List<String> values = new ArrayList<>();
        Range range = OptionCheck.annotation(option, Range.class);
        if (isNumber(option) && range != null) {
            values.addAll(NO_NUMBERS);
            values.addAll(NO_RANGE);
            boolean whole = isWhole(option);
            double step = range.multipleOf() > 0 ? range.multipleOf() : whole ? 1 : 0.001;
            boolean unbounded = range.min() <= -0x1p63;
            if (!unbounded) {
                values.add(number(range.aboveMin() ? range.min() : range.min() - step, whole));
                values.add("-1");
            }
            values.add(
                    unbounded || range.max() >= 0x1p63
                            ? "9223372036854775808"
                            : number(range.belowMax() ? range.max() : range.max() + step, whole));
            if (whole) {
                values.add("1.5");
                values.add("99999999999999999999");
            }
            if (range.multipleOf() > 0) {
                values.add(number(range.min() + 1, true));
            }
            if (option.isMultiValue()) {
                values.add(number(range.max(), whole) + ",NaN");
            }
        } else if (option.type().isEnum()) {
            values.addAll(List.of("nothing", "1", " "));
        } else {
            TextFormat format = OptionCheck.annotation(option, TextFormat.class);
            if (format != null && format.value() == Text.NETWORK) {
                values.addAll(
                        List.of("", "alexnet", "resnet18x0", "resnet18xNaN", "resnet18x99", "resnet18:7", "resnet18:"));
            } else if (format != null) {
                values.addAll(List.of("", " ", "a/b\u0001", "\0"));
            }
        }
        return values;
    }

    private static List<String> within(OptionSpec option) {
        Range range = OptionCheck.annotation(option, Range.class);
        if (isNumber(option) && range != null) {
            boolean whole = isWhole(option);
            double step = range.multipleOf() > 0 ? range.multipleOf() : whole ? 1 : 1e-9;
            if (range.max() >= 0x1p63) {
                return List.of(String.valueOf(Math.round(range.min())), String.valueOf(Long.MAX_VALUE));
            }
            return List.of(
                    number(range.aboveMin() ? range.min() + step : range.min(), whole),
                    number(range.belowMax() ? range.max() - step : range.max(), whole));
        }
        if (option.type().isEnum()) {
            return Stream.of(option.type().getEnumConstants())
                    .map(Object::toString)
                    .toList();
        }
        return option.type() == String.class && option.defaultValue() != null
                ? List.of(option.defaultValue())
                : List.of();
    }

    /** Every option of every command except help and version. */
    private static List<Case> options() {
        Map<String, CommandLine> commands = new LinkedHashMap<>();
        collect("", Training.commandLine(), commands);
        List<Case> cases = new ArrayList<>();
        commands.forEach((path, command) -> command.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .forEach(option -> cases.add(new Case(path + " " + option.longestName(), command, option))));
        assertThat(cases).hasSizeGreaterThan(150);
        return cases;
    }

    private static void collect(String path, CommandLine command, Map<String, CommandLine> found) {
        found.put(path, command);
        command.getSubcommands().forEach((name, sub) -> collect((path + " " + name).strip(), sub, found));
    }

    /** Parses and checks, but runs nothing. */
    private static int parse(Case each, String value, StringWriter err) {
        LINE.setErr(new PrintWriter(err, true));
        return LINE.execute(arguments(each, value));
    }

    /** Runs the command without data and returns its standard error. */
    private static String run(Case each, String value) {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            assertThat(Training.run(arguments(each, value)))
                    .as(each.name() + " '" + value + "': " + err)
                    .isEqualTo(CommandLine.ExitCode.USAGE);
        } finally {
            System.setErr(before);
        }
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The option with its value, and all other arguments that the command requires. */
    private static String[] arguments(Case each, String value) {
        List<String> arguments = new ArrayList<>();
        String path = each.name().substring(0, each.name().lastIndexOf(' ')).strip();
        if (!path.isEmpty()) {
            arguments.addAll(List.of(path.split(" ")));
        }
        for (OptionSpec other : each.command().getCommandSpec().options()) {
            if (other.required() && other != each.option()) {
                arguments.add(other.longestName() + "=" + missing(other));
            }
        }
        arguments.add(each.option().longestName() + "=" + value);
        for (PositionalParamSpec positional : each.command().getCommandSpec().positionalParameters()) {
            arguments.add(missing(positional));
        }
        return arguments.toArray(String[]::new);
    }

    private static String missing(ArgSpec argument) {
        return argument.typeInfo().getClassName().equals(Path.class.getName())
                        || argument.auxiliaryTypes()[0] == Path.class
                ? "target/none/nothing"
                : "nothing";
    }

    private static boolean isNumber(OptionSpec option) {
        return isWhole(option) || element(option) == Double.class || element(option) == double.class;
    }

    private static boolean isWhole(OptionSpec option) {
        return List.of(int.class, Integer.class, long.class, Long.class).contains(element(option));
    }

    private static Class<?> element(OptionSpec option) {
        return option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
    }

    private static String number(double value, boolean whole) {
        return whole ? String.valueOf(Math.round(value)) : String.valueOf(value);
    }
}
