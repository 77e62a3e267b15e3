package dev.eader.console;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Decides whether a request's {@code Host} header names this service: {@code localhost}, an IP address, or a configured
 * name. A page of another site can make its own name resolve to this service (DNS rebinding) and would then read and write
 * here as if it were this service's page; its requests still carry its own name.
 */
final class AllowedHosts {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

    private final Set<String> names;

    /**
     * @param names host names without a scheme or a port; upper and lower case are the same
     * @throws IllegalArgumentException when one of them is not a host name
     */
    AllowedHosts(List<String> names) {
        this.names = names.stream().map(AllowedHosts::configured).collect(Collectors.toUnmodifiableSet());
    }

    /** @param host value of the header, with or without a port; null, as of HTTP/1.0 clients, which are no browsers, is allowed */
    boolean allows(String host) {
        if (host == null) {
            return true;
        }
        String bare = PORT.matcher(host).replaceFirst("");
        if (bare.startsWith("[") && bare.endsWith("]")) {
            return NetUtil.isValidIpV6Address(bare.substring(1, bare.length() - 1));
        }
        String name = normalized(bare);
        return name.equals("localhost") || NetUtil.isValidIpV4Address(name) || names.contains(name);
    }

    private static String configured(String name) {
        String normalized = normalized(name.strip());
        if (!NAME.matcher(normalized).matches()) {
            throw new IllegalArgumentException("eader.console.hosts takes host names without scheme and port, as in"
                    + " eader.example.org, but has '" + name + "'");
        }
        return normalized;
    }

    /** A trailing dot marks a name as complete and changes nothing else. */
    private static String normalized(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
