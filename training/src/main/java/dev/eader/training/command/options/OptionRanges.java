package dev.eader.training.command.options;

import dev.eader.training.network.Architecture;
import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Checks every option of a command against its {@link Range}, {@link Form} or network name before the command runs. */
public final class OptionRanges implements IExecutionStrategy {
    private final IExecutionStrategy next;

    public OptionRanges(IExecutionStrategy next) {
        this.next = next;
    }

    @Override
    public int execute(ParseResult parsed) {
        check(parsed);
        return next.execute(parsed);
    }

    /** @throws ParameterException naming the first option out of range, what it accepts, and its value */
    public static void check(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            CommandSpec spec = command.getCommandSpec();
            for (ArgSpec option : spec.args()) {
                String refusal = refusal(option, command.getParseResult());
                if (refusal != null) {
                    throw new ParameterException(command, refusal, option, null);
                }
            }
        }
    }

    private static String refusal(ArgSpec option, ParseResult parsed) {
        Object value = option.getValue();
        Collection<?> values = value instanceof Collection<?> many ? many : value == null ? List.of() : List.of(value);
        boolean given = option instanceof OptionSpec named && parsed.hasMatchedOption(named);
        if (given && value instanceof Collection<?> && values.isEmpty()) {
            return name(option) + " takes at least one value";
        }
        for (Object each : values) {
            String accepted = accepted(option, each);
            if (accepted != null) {
                return name(option) + " takes " + accepted + ", not " + (each.equals("") ? "an empty value" : each);
            }
        }
        return null;
    }

    /** What the option takes, if that is not the value. */
    private static String accepted(ArgSpec option, Object value) {
        Range range = annotation(option, Range.class);
        if (range != null && value instanceof Number number && !isIn(range, number.doubleValue())) {
            return words(range, !(value instanceof Double));
        }
        Form form = annotation(option, Form.class);
        if (form != null && !value.toString().matches(form.pattern())) {
            return form.accepts();
        }
        if (annotation(option, NetworkName.class) != null) {
            try {
                Architecture.of(value.toString());
            } catch (IllegalArgumentException e) {
                return "the name of a network (" + e.getMessage() + ")";
            }
        }
        return null;
    }

    private static boolean isIn(Range range, double value) {
        // NaN is in no range
        boolean above = range.aboveMin() ? value > range.min() : value >= range.min();
        boolean below = range.belowMax() ? value < range.max() : value <= range.max();
        return above && below && (range.multipleOf() == 0 || value % range.multipleOf() == 0);
    }

    private static String words(Range range, boolean whole) {
        String kind =
                range.multipleOf() > 0 ? "a multiple of " + range.multipleOf() : whole ? "a whole number" : "a number";
        String from = range.aboveMin() ? " above " + text(range.min()) : " from " + text(range.min());
        String to = range.belowMax()
                ? " and below " + text(range.max())
                : (range.aboveMin() ? " and at most " : " to ") + text(range.max());
        return kind + from + to;
    }

    public static String text(double bound) {
        return new BigDecimal(String.valueOf(bound)).stripTrailingZeros().toPlainString();
    }

    private static String name(ArgSpec option) {
        return option instanceof OptionSpec named ? named.longestName() : option.paramLabel();
    }

    /** An annotation of the field that an option is declared by. */
    public static <A extends java.lang.annotation.Annotation> A annotation(ArgSpec option, Class<A> type) {
        return option.userObject() instanceof AnnotatedElement field ? field.getAnnotation(type) : null;
    }
}
