package dev.eader.command;

import java.time.Duration;
import java.util.function.DoublePredicate;
import java.util.function.LongPredicate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** NumberConverters of options, each with its range. */
final class NumberConverters {

    private NumberConverters() {}

    /** How many of something: 1 or more. */
    static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return whole(value, count -> count >= 1, "a whole number of at least 1");
        }
    }

    /** How many of something, 0 for no end. */
    static final class CountOrZero implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return whole(value, count -> count >= 0, "a whole number of at least 0");
        }
    }

    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) whole(value, port -> port >= 0 && port <= 65_535, "a port in [0, 65535]");
        }
    }

    static final class Rate implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return decimal(value, rate -> rate >= 0 && rate <= 1000, "a number of frames a second in [0, 1000]");
        }
    }

    static final class Seconds implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return decimal(value, seconds -> seconds > 0 && seconds <= 1e9, "a number of seconds above 0");
        }
    }

    /** A length of time in milliseconds, as 20 or 20ms. */
    static final class Milliseconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            String number = value.endsWith("ms") ? value.substring(0, value.length() - 2) : value;
            double millis = decimal(number, time -> time > 0 && time <= 60_000, "a time in (0, 60000] milliseconds");
            return Duration.ofNanos((long) (millis * 1e6));
        }
    }

    private static long whole(String value, LongPredicate accepted, String wanted) {
        try {
            long number = Long.parseLong(value);
            if (accepted.test(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // No number is as wrong as one out of range.
        }
        throw new TypeConversionException("'" + value + "' is not " + wanted);
    }

    private static double decimal(String value, DoublePredicate accepted, String wanted) {
        try {
            double number = Double.parseDouble(value);
            if (accepted.test(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // No number is as wrong as one out of range.
        }
        throw new TypeConversionException("'" + value + "' is not " + wanted);
    }
}
