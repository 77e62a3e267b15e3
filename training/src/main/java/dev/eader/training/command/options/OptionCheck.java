package dev.eader.training.command.options;

import java.lang.annotation.Annotation;
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

/** Checks every option of a command against its {@link Range} or {@link TextFormat}, then runs the command. */
public final class OptionCheck implements IExecutionStrategy {
    private final IExecutionStrategy next;

    public OptionCheck(IExecutionStrategy next) {
        this.next = next;
    }

    @Override
    public int execute(ParseResult parsed) {
        check(parsed);
        return next.execute(parsed);
    }

    /** @throws ParameterException for the first invalid option, with its name, the accepted values and its value */
    private static void check(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            CommandSpec spec = command.getCommandSpec();
            for (ArgSpec option : spec.args()) {
                String error = error(option, command.getParseResult());
                if (error != null) {
                    throw new ParameterException(command, error, option, null);
                }
            }
        }
    }

    private static String error(ArgSpec option, ParseResult parsed) {
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

    /** Description of the accepted values if the value is none of them; otherwise null. */
    private static String accepted(ArgSpec option, Object value) {
        Range range = annotation(option, Range.class);
        if (range != null && value instanceof Number number && !isIn(range, number.doubleValue())) {
            return description(range, !(value instanceof Double));
        }
        TextFormat format = annotation(option, TextFormat.class);
        return format == null ? null : format.value().error(value.toString());
    }

    private static boolean isIn(Range range, double value) {
        // NaN fails both comparisons
        boolean above = range.aboveMin() ? value > range.min() : value >= range.min();
        boolean below = range.belowMax() ? value < range.max() : value <= range.max();
        return above && below && (range.multipleOf() == 0 || value % range.multipleOf() == 0);
    }

    private static String description(Range range, boolean whole) {
        String kind =
                range.multipleOf() > 0 ? "a multiple of " + range.multipleOf() : whole ? "a whole number" : "a number";
        String from = range.aboveMin() ? " above " + text(range.min()) : " from " + text(range.min());
        String to = range.belowMax()
                ? " and below " + text(range.max())
                : (range.aboveMin() ? " and at most " : " to ") + text(range.max());
        return kind + from + to;
    }

    private static String text(double bound) {
        return new BigDecimal(String.valueOf(bound)).stripTrailingZeros().toPlainString();
    }

    private static String name(ArgSpec option) {
        return option instanceof OptionSpec named ? named.longestName() : option.paramLabel();
    }

    /** Annotation of the field that declares an option; null if it has none. */
    public static <A extends Annotation> A annotation(ArgSpec option, Class<A> type) {
        return option.userObject() instanceof AnnotatedElement field ? field.getAnnotation(type) : null;
    }
}
