package dev.eader.fetch;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What frames may name their pictures by, and what a fetch may cost.
 *
 * @param schemes of {@code file}, {@code http} and {@code https}; none is off
 * @param prefixes of the uris that are allowed, each a folder: it ends in {@code /}; each scheme needs one at least
 * @param privateAddresses whether hosts may be at addresses that are not public, as in a network of one's own
 * @param timeout of a whole fetch over http(s), from the look-up of the name to the last byte
 * @param maxBytes of a picture
 */
public record ClaimCheckOptions(
        List<String> schemes, List<String> prefixes, boolean privateAddresses, Duration timeout, int maxBytes) {

    static final List<String> SUPPORTED = List.of("file", "http", "https");

    /** @throws IllegalArgumentException naming the option that is wrong and what it takes */
    public ClaimCheckOptions {
        schemes =
                schemes.stream().map(scheme -> scheme.toLowerCase(Locale.ROOT)).toList();
        prefixes = List.copyOf(prefixes);
        for (String scheme : schemes) {
            if (!SUPPORTED.contains(scheme)) {
                throw new IllegalArgumentException(
                        "eader.image.uri-schemes takes " + SUPPORTED + ", not '" + scheme + "'");
            }
            if (prefixes.stream()
                    .noneMatch(prefix -> prefix.toLowerCase(Locale.ROOT).startsWith(scheme + ":"))) {
                throw new IllegalArgumentException("eader.image.uri-prefixes takes a prefix for each of"
                        + " eader.image.uri-schemes, and has none for '" + scheme + "'");
            }
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("eader.image.uri-timeout takes more than 0, not " + timeout);
        }
    }

    /** No uri is fetched at all. */
    public static ClaimCheckOptions off() {
        return new ClaimCheckOptions(List.of(), List.of(), false, Duration.ofSeconds(5), 1);
    }
}
