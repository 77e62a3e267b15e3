package dev.eader.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares src/docs/options.md with the option interfaces and their Javadoc. {@code mvn test -Dtest=OptionsDocumentTest
 * -Deader.options.write=true} writes its tables.
 */
class OptionsDocumentTest {
    private static final Path DOCUMENT = Path.of("src/docs/options.md");
    private static final Path SOURCES = Path.of("src/main/java/dev/eader/config");
    private static final String START = "<!-- Generated from dev.eader.config. -->\n";
    private static final String END = "<!-- End of the generated part. -->";
    private static final Pattern OPTION =
            Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/(?:(?!/\\*\\*).)*?(\\w+)\\(\\);");
    private static final Pattern TITLE = Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public interface");

    @Test
    void document_lists_every_option_with_default_and_description() throws IOException {
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf(START) + START.length();
        String current = document.substring(0, start) + tables() + document.substring(document.indexOf(END));
        if (Boolean.getBoolean("eader.options.write")) {
            Files.writeString(DOCUMENT, current);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("src/docs/options.md is outdated; -Deader.options.write=true updates it")
                .isEqualTo(current);
    }

    private static String tables() throws IOException {
        StringBuilder tables = new StringBuilder();
        for (Method group : declared(EaderConfig.class, Files.readString(SOURCES.resolve("EaderConfig.java")))) {
            Class<?> options = group.getReturnType();
            String source = Files.readString(SOURCES.resolve(options.getSimpleName() + ".java"));
            Map<String, String> descriptions = OPTION.matcher(source)
                    .results()
                    .collect(Collectors.toMap(found -> found.group(2), found -> markdown(found.group(1))));
            String title =
                    TITLE.matcher(source).results().findFirst().orElseThrow().group(1);
            tables.append("\n### ").append(markdown(title).replaceFirst(".*?: ", "eader." + group.getName() + ": "));
            tables.append("\n\n| Option | Type | Default | Description |\n| --- | --- | --- | --- |\n");
            for (Method option : declared(options, source)) {
                String description = descriptions.get(option.getName());
                assertThat(description).as("description of %s", option).isNotNull();
                tables.append("| `eader.%s.%s` | %s | %s | %s |\n"
                        .formatted(group.getName(), name(option), type(option), defaultValue(option), description));
            }
        }
        return tables.append("\n").toString();
    }

    /** The methods of an interface in the order of its source. */
    private static List<Method> declared(Class<?> type, String source) {
        return Arrays.stream(type.getDeclaredMethods())
                .sorted((a, b) -> source.indexOf(" " + a.getName() + "();") - source.indexOf(" " + b.getName() + "();"))
                .toList();
    }

    private static String name(Method option) {
        WithName given = option.getAnnotation(WithName.class);
        String name = given != null
                ? given.value()
                : Pattern.compile("[A-Z]")
                        .matcher(option.getName())
                        .replaceAll(letter -> "-" + (char) (letter.group().charAt(0) + 32));
        if (option.getReturnType() != Map.class) {
            return name;
        }
        return name + (option.getName().equals("camera") ? ".ID" : ".NAME");
    }

    private static String type(Method option) {
        return typeName(option.getGenericReturnType());
    }

    private static String typeName(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            return generic.getRawType() == List.class ? "list" : typeName(last);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants())
                    .map(value -> "`" + value + "`")
                    .collect(Collectors.joining(", "));
        }
        if (plain == OptionalInt.class || plain == int.class || plain == long.class || plain == short.class) {
            return "integer";
        }
        return plain == boolean.class
                ? "boolean"
                : plain == double.class
                        ? "number"
                        : plain == Duration.class ? "duration" : plain == Path.class ? "path" : "text";
    }

    private static String defaultValue(Method option) {
        return Optional.ofNullable(option.getAnnotation(WithDefault.class))
                .map(WithDefault::value)
                .filter(value -> !value.isEmpty())
                .map(value -> "`" + value + "`")
                .orElse("");
    }

    private static String markdown(String javadoc) {
        String text =
                javadoc.replaceAll("\\n\\s*\\*", " ").replaceAll("\\s+", " ").strip();
        return Pattern.compile("\\{@code ([^}]*)}")
                .matcher(text)
                .replaceAll((MatchResult code) -> "`" + code.group(1).strip() + "`")
                .replace("``", "")
                .replace("|", "\\|");
    }
}
