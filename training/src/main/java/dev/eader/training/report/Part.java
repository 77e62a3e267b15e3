package dev.eader.training.report;

import java.util.function.Function;

/**
 * A part of the report, or the reason why it is left out.
 *
 * @param content null if the part is missing
 * @param missing sentence for the reader; null if there is content
 */
public record Part<T>(T content, String missing) {

    public static <T> Part<T> of(T content) {
        return new Part<>(content, null);
    }

    public static <T> Part<T> missing(String sentence) {
        return new Part<>(null, sentence);
    }

    boolean exists() {
        return content != null;
    }

    /** Derives a part that is missing for the same reason. */
    <R> Part<R> then(Function<T, Part<R>> next) {
        return exists() ? next.apply(content) : missing(missing);
    }
}
