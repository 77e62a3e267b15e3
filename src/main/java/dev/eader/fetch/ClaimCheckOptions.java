package dev.eader.fetch;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Which URIs frames may name, and limits of a fetch.
 *
 * @param schemes any of {@code file}, {@code http} and {@code https}; empty to refuse all URIs
 * @param prefixes folders of allowed URIs, each ending in {@code /}; at least one per scheme
 * @param privateAddresses whether hosts may have addresses that are not public
 * @param timeout of a fetch over http(s), from the lookup of the name to the last byte
 * @param maxBytes maximum size of an image
 */
public record ClaimCheckOptions(
        List<String> schemes, List<String> prefixes, boolean privateAddresses, Duration timeout, int maxBytes) {

    static final List<String> SUPPORTED = List.of("file", "http", "https");

    /** @throws IllegalArgumentException when an option is not valid */
    public ClaimCheckOptions {
        schemes =
                schemes.stream().map(scheme -> scheme.toLowerCase(Locale.ROOT)).toList();
        prefixes = List.copyOf(prefixes);
        for (String scheme : schemes) {
            if (!SUPPORTED.contains(scheme)) {
                throw new IllegalArgumentException(
                        "eader.image.uri-schemes must be of " + SUPPORTED + ", but contains '" + scheme + "'");
            }
            if (prefixes.stream()
                    .noneMatch(prefix -> prefix.toLowerCase(Locale.ROOT).startsWith(scheme + ":"))) {
                throw new IllegalArgumentException("eader.image.uri-prefixes must have a prefix for each of"
                        + " eader.image.uri-schemes, but has none for '" + scheme + "'");
            }
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("eader.image.uri-timeout must be more than 0, but is " + timeout);
        }
    }

    /** Returns options that refuse all URIs. */
    public static ClaimCheckOptions off() {
        return new ClaimCheckOptions(List.of(), List.of(), false, Duration.ofSeconds(5), 1);
    }
}
