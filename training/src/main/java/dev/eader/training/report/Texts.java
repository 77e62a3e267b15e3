package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/** Formats numbers, durations, sizes and command lines, in the same way in all languages. */
public final class Texts {
    private static final String SAFE_IN_SHELL = "[A-Za-z0-9_@%+=:,./-]+";

    private Texts() {}

    /** A number with one decimal; a dash if it is missing. */
    static String percent(JsonNode percent) {
        return percent.isNumber() ? String.format(Locale.ROOT, "%.1f", percent.asDouble()) : "–";
    }

    /** A threshold with at most three decimals; a dash if it is missing. */
    static String threshold(JsonNode value) {
        return value.isNumber() ? threshold(value.asDouble()) : "–";
    }

    static String threshold(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
    }

    static String count(long count, String singular) {
        return String.format(Locale.ROOT, "%,d %s%s", count, singular, count == 1 ? "" : "s");
    }

    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /** A size in units of 1000 bytes. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /** Quotes the arguments of a command for a POSIX shell. */
    public static List<String> command(List<String> arguments) {
        return arguments.stream().map(Texts::quoted).toList();
    }

    private static String quoted(String argument) {
        return argument.matches(SAFE_IN_SHELL) ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
