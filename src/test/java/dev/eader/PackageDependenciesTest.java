package dev.eader;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The package tables of CONTRIBUTING.md list all packages of both builds and the packages that each one imports. */
class PackageDependenciesTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+)` \\| ([^|]*) \\|");
    private static final Pattern NAME = Pattern.compile("`([a-z]+)`");
    private static final Path SHARED_IMAGE = Path.of("training/src/image/java");
    private static final Path SHARED_SCENES = Path.of("training/src/scenes/java");

    @Test
    void service_table_lists_all_imports() throws IOException {
        assertThat(imports("dev.eader", Path.of("src/main/java"), SHARED_IMAGE, SHARED_SCENES))
                .isEqualTo(documented("### Service"));
    }

    @Test
    void training_table_lists_all_imports() throws IOException {
        assertThat(imports("dev.eader.training", Path.of("training/src/main/java")))
                .isEqualTo(documented("### Training"));
    }

    @Test
    void documented_packages_form_no_cycle() throws IOException {
        for (String title : List.of("### Service", "### Training")) {
            Map<String, TreeSet<String>> left = documented(title);
            while (left.values().removeIf(uses -> uses.stream().noneMatch(left::containsKey))) {}
            assertThat(left).as(title).isEmpty();
        }
    }

    /** Imported packages by package; sub-packages count as their parent. */
    private static Map<String, TreeSet<String>> imports(String root, Path... folders) throws IOException {
        Map<String, TreeSet<String>> imports = new TreeMap<>();
        Pattern declared = Pattern.compile("(?m)^package " + Pattern.quote(root) + "\\.([a-z]+)");
        Pattern imported = Pattern.compile("(?m)^import (?:static )?dev\\.eader\\.(?:training\\.)?([a-z]+)\\.");
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String source = Files.readString(file);
                    declared.matcher(source)
                            .results()
                            .map(match -> match.group(1))
                            .forEach(name -> imports.computeIfAbsent(name, key -> new TreeSet<>())
                                    .addAll(names(imported.matcher(source).results(), name)));
                }
            }
        }
        return imports;
    }

    /** Distinct names without the package itself. */
    private static TreeSet<String> names(Stream<MatchResult> matches, String self) {
        return matches.map(match -> match.group(1))
                .filter(name -> !name.equals(self))
                .collect(toCollection(TreeSet::new));
    }

    private static Map<String, TreeSet<String>> documented(String title) throws IOException {
        String text = Files.readString(Path.of("CONTRIBUTING.md"));
        int start = text.indexOf(title);
        assertThat(start).as(title + " in CONTRIBUTING.md").isNotNegative();
        String section = text.substring(start, text.indexOf("\n#", start + 1));
        return ROW.matcher(section)
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> names(NAME.matcher(row.group(2)).results(), row.group(1)),
                        (one, other) -> one,
                        TreeMap::new));
    }
}
