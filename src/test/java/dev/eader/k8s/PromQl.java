package dev.eader.k8s;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds the metrics in a PromQL expression. */
final class PromQl {
    private static final Pattern NOT_METRICS =
            Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|without|on|ignoring)\\s*\\([^)]*\\)");
    private static final Pattern WORD = Pattern.compile("(?<![\\w.])[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool");

    private PromQl() {}

    /** Names of metrics in alphabetical order. */
    static Set<String> metrics(String expression) {
        String rest = NOT_METRICS.matcher(expression).replaceAll(" ");
        Set<String> names = new TreeSet<>();
        WORD.matcher(rest).results().map(found -> found.group()).forEach(names::add);
        names.removeAll(WORDS);
        return names;
    }
}
