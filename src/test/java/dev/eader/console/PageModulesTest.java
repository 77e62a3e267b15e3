package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of the page's JavaScript modules in a real browser. */
class PageModulesTest {
    @RegisterExtension
    static final PageFixture PAGE = new PageFixture();

    @ParameterizedTest
    @CsvSource({
        "9.96, 10.0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "59999, 60.0 s",
        "60000, 1 min",
        "3540000, 59 min",
        "3600000, 1.0 h",
        "18000000, 5.0 h",
        "172800000, 2.0 days",
        "604800000, 7.0 days"
    })
    void duration_is_formatted_in_suitable_unit(double millis, String text) {
        assertThat(evaluate("import('/js/format.js').then(({ formatDuration }) => formatDuration(" + millis + "))"))
                .isEqualTo(text);
    }

    @Test
    void dead_letter_time_includes_date() {
        assertThat(evaluate(
                        "import('/js/format.js').then(({ formatDateTime }) => formatDateTime('2026-03-09T12:00:00Z'))"))
                .contains("2026", "9", ":00:00");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void events_are_parsed_from_chunks_of_any_size(int size) {
        assertThat(evaluate(
                        """
                        import('/js/live.js').then(({ createEventParser }) => {
                          const events = [];
                          const parse = createEventParser((name, data) => events.push(`${name}=${data}`));
                          const text = ': note\\n\\nevent:feed\\ndata:{"a":1}\\n\\nevent: frame\\ndata: x\\ndata: y\\n\\n';
                          for (let at = 0; at < text.length; at += %1$d) { parse(text.slice(at, at + %1$d)); }
                          return events.join('|');
                        })
                        """
                                .formatted(size)))
                .isEqualTo("feed={\"a\":1}|frame=x\ny");
    }

    private static String evaluate(String expression) {
        return PAGE.browser().evaluate(expression).asText();
    }
}
