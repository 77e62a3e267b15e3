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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{evaluation: {masks: 'none', labelAccuracy: 91.25, classification: {meanAveragePrecision: 90.12, meanF1: 80}}}"
                        + "| Mean IoU: not measured (no masks); Mean AP: 90.1 % (labels); Mean F1: 80.0 % (labels);"
                        + " Label accuracy: 91.3 %",
                "{evaluation: {labelsPredicted: {meanIou: 62.56}, labelsGiven: {meanIou: 65.85}, images: 222, split: 'val'}}"
                        + "| Mean IoU: 62.6 on 222 images of val; Labels given: 65.8 mean IoU",
                "{} | ''",
                "{evaluation: null} | ''"
            })
    void model_card_shows_only_measured_accuracy(String card, String rows) {
        assertThat(evaluate(
                        """
                        import('/js/models.js').then(({ accuracyTerms }) => {
                          const cells = accuracyTerms(%s).map((each) => each.textContent);
                          return cells.filter((each, at) => at %% 2 === 0)
                            .map((name, at) => `${name}: ${cells[2 * at + 1]}`).join('; ');
                        })
                        """
                                .formatted(card)))
                .isEqualTo(rows);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{evaluation: {masks: 'none'}} | not measured (no masks)",
                "{evaluation: {labelsPredicted: {meanIou: 62.56}}} | 62.6",
                "{evaluation: {labelsGiven: {meanIou: 65.85}}} | not given"
            })
    void swap_dialog_shows_only_measured_mean_iou(String card, String text) {
        assertThat(evaluate("import('/js/swap.js').then(({ Swap }) => Swap.cardMeanIou({ card: " + card + " }))"))
                .isEqualTo(text);
    }

    private static String evaluate(String expression) {
        return PAGE.browser().evaluate(expression).asText();
    }
}
