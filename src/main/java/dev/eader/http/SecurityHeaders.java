package dev.eader.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The headers {@code quarkus.http.header.*}, for responses to which Quarkus does not add them. */
final class SecurityHeaders {
    private static final String PREFIX = "quarkus.http.header.";
    private static final String SUFFIX = ".value";
    private static final Map<String, String> ALL = read(ConfigProvider.getConfig());

    private SecurityHeaders() {}

    /** Adds the missing headers. */
    static void add(HttpHeaders headers) {
        ALL.forEach((name, value) -> {
            if (!headers.contains(name)) {
                headers.add(name, value);
            }
        });
    }

    private static Map<String, String> read(Config config) {
        Map<String, String> all = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
                String header = name.substring(PREFIX.length(), name.length() - SUFFIX.length())
                        .replace("\"", "");
                all.put(header, config.getValue(name, String.class));
            }
        }
        return all;
    }
}
