package dev.eader.training.collection;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Derives ids from file names. An id is a file name on every file system: ASCII letters, digits, {@code . _ -}, at most 80
 * characters, and unique without regard to case. It is the file name without extension if this qualifies; else the characters
 * are replaced and eight hex digits of a hash of the whole name are added, so that ids do not depend on the order of files.
 */
final class PictureIds {
    private static final int MAX_LENGTH = 64;
    private static final int HASH_DIGITS = 8;

    private PictureIds() {}

    /** @return ids by name */
    static Map<String, String> of(Collection<String> names) {
        Map<String, Integer> uses = new HashMap<>();
        names.forEach(name -> uses.merge(key(safe(name)), 1, Integer::sum));
        Map<String, String> ids = new HashMap<>();
        for (String name : names) {
            String safe = safe(name);
            boolean isKept = safe.equals(stem(name)) && uses.get(key(safe)) == 1;
            ids.put(name, isKept ? safe : safe + "-" + Sha256.hex(name).substring(0, HASH_DIGITS));
        }
        return ids;
    }

    private static String safe(String name) {
        String safe = stem(name).replaceAll("[^A-Za-z0-9._-]+", "_").replaceFirst("^[.-]", "_");
        return safe.substring(0, Math.min(safe.length(), MAX_LENGTH));
    }

    private static String stem(String name) {
        String file = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1);
        return file.replaceFirst("(?i)\\.[a-z]{3,4}$", "");
    }

    private static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }
}
