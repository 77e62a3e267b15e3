package dev.eader.console;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Accepts {@code Host} headers that name this service: {@code localhost}, an IP address, or a configured name. This prevents DNS
 * rebinding: a page of another site whose name resolves to this service counts as same-origin, but its requests carry the
 * name of the other site. Thread-safe.
 */
final class AllowedHosts {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

    private final Set<String> names;

    /**
     * @param names host names without scheme and port, case-insensitive
     * @throws IllegalArgumentException if a name is not a valid host name
     */
    AllowedHosts(List<String> names) {
        this.names = names.stream().map(AllowedHosts::validated).collect(Collectors.toUnmodifiableSet());
    }

    /** @param host the header with or without port; null is accepted, since only HTTP/1.0 clients omit it, not browsers */
    boolean accepts(String host) {
        if (host == null) {
            return true;
        }
        String hostOnly = PORT.matcher(host).replaceFirst("");
        if (hostOnly.startsWith("[") && hostOnly.endsWith("]")) {
            return NetUtil.isValidIpV6Address(hostOnly.substring(1, hostOnly.length() - 1));
        }
        String name = normalized(hostOnly);
        return name.equals("localhost") || NetUtil.isValidIpV4Address(name) || names.contains(name);
    }

    private static String validated(String name) {
        String normalized = normalized(name.strip());
        if (!NAME.matcher(normalized).matches()) {
            throw new IllegalArgumentException("eader.console.hosts accepts host names without scheme and port, such as"
                    + " eader.example.org, but contains '" + name + "'");
        }
        return normalized;
    }

    /** Lower case without the trailing dot, which marks a name as fully qualified. */
    private static String normalized(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
