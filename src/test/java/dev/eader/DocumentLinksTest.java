package dev.eader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks relative links between the Markdown documents, and number, title and form of the decisions. */
class DocumentLinksTest {
    private static final Path DECISIONS = Path.of("src/docs/decisions");
    private static final Pattern CODE = Pattern.compile("(?s:```.*?```)|(?m:^ {4}.*$)|`[^`\n]*`");
    private static final Pattern FENCE = Pattern.compile("(?s)```.*?```");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern WITH_SCHEME = Pattern.compile("[a-z]+:.*");

    @Test
    void relative_links_lead_to_existing_files_and_headings() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            String text = CODE.matcher(Files.readString(document)).replaceAll("");
            for (MatchResult link : LINK.matcher(text).results().toList()) {
                if (!WITH_SCHEME.matcher(link.group(1)).matches() && !exists(document, link.group(1))) {
                    broken.add(document + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void decisions_are_numbered_without_gaps_and_named_by_their_titles() throws IOException {
        List<Path> decisions = decisions();
        assertThat(decisions).isNotEmpty();
        for (int i = 0; i < decisions.size(); i++) {
            String title = Files.readAllLines(decisions.get(i)).get(0);
            assertThat(title).startsWith(String.format(Locale.ROOT, "# %04d ", i + 1));
            assertThat(decisions.get(i)).hasFileName(anchor(title.substring(2)) + ".md");
        }
    }

    @Test
    void decisions_have_context_decision_and_consequences() throws IOException {
        for (Path decision : decisions()) {
            assertThat(Files.readString(decision))
                    .as(decision.toString())
                    .containsSubsequence("\n**Context.** ", "\n**Decision.**", "\n**Consequences.**");
        }
    }

    private static boolean exists(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        if (parts.length == 1 || !target.toString().endsWith(".md")) {
            return Files.exists(target);
        }
        return Files.isRegularFile(target)
                && HEADING.matcher(FENCE.matcher(Files.readString(target)).replaceAll(""))
                        .results()
                        .anyMatch(heading -> anchor(heading.group(1)).equals(parts[1]));
    }

    /** The anchor that GitHub gives a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\-_ ]", "")
                .replace(' ', '-');
    }

    private static List<Path> decisions() throws IOException {
        try (Stream<Path> files = Files.list(DECISIONS)) {
            return files.sorted().toList();
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String folder : List.of("k8s", "src/docs", "training/docs")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(DocumentLinksTest::isDocument).forEach(documents::add);
            }
        }
        for (String folder : List.of("", "training")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.filter(DocumentLinksTest::isDocument).forEach(documents::add);
            }
        }
        return documents;
    }

    private static boolean isDocument(Path file) {
        return file.toString().endsWith(".md") && !file.toString().contains("node_modules");
    }
}
