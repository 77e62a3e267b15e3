package dev.eader.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.camera.DemoControls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoResourceTest {
    private static final String VALID =
            "{\"running\": true, \"loss\": 0.5, \"jitter_ms\": 20, \"corruption\": 0, \"frozen\": true}";

    private final DemoControls switches = new DemoControls(true);
    private final DemoResource resource = new DemoResource(switches);

    @Test
    void complete_body_sets_faults() {
        assertThat(resource.set(VALID.getBytes(UTF_8)).getStatus()).isEqualTo(200);
        assertThat(switches.state()).isEqualTo(new DemoControls.State(true, 0.5, 20, 0, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "{",
                "{}",
                "{'unknown': 1}",
                "{'running': false}",
                "{'running': 'true', 'loss': 0.5, 'jitter_ms': 20, 'corruption': 0, 'frozen': true}",
                "{'running': 1, 'loss': 0.5, 'jitter_ms': 20, 'corruption': 0, 'frozen': true}",
                "{'running': null, 'loss': 0.5, 'jitter_ms': 20, 'corruption': 0, 'frozen': true}",
                "{'running': true, 'loss': '0.5', 'jitter_ms': 20, 'corruption': 0, 'frozen': true}",
                "{'running': true, 'loss': 0.5, 'jitter_ms': 20.5, 'corruption': 0, 'frozen': true}",
                "{'running': true, 'loss': 0.5, 'jitter_ms': 99999999999, 'corruption': 0, 'frozen': true}",
                "{'running': true, 'loss': NaN, 'jitter_ms': 20, 'corruption': 0, 'frozen': true}",
                "{'running': true, 'running': true, 'loss': 0, 'jitter_ms': 20, 'corruption': 0, 'frozen': true}",
                "{'running': true, 'loss': 0, 'jitter_ms': 20, 'corruption': 0, 'frozen': true, 'frosen': true}",
                "{'running': true, 'loss': 0, 'jitterMs': 20, 'corruption': 0, 'frozen': true}",
                "{'running': true, 'loss': 0, 'jitter_ms': 20, 'corruption': 0, 'frozen': true} {}",
            })
    void invalid_body_changes_nothing(String body) {
        var answer = resource.set(body.replace('\'', '"').getBytes(UTF_8));
        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(((ErrorResponse) answer.getEntity()).error())
                .contains("running (boolean), loss (double), jitter_ms (int), corruption (double), frozen (boolean)");
        assertThat(switches.state()).isEqualTo(DemoControls.State.GOOD);
    }

    @Test
    void error_names_unknown_field() {
        var answer = resource.set("{\"unknown\":1}".getBytes(UTF_8));
        assertThat(((ErrorResponse) answer.getEntity()).error()).startsWith("The body has unknown fields [unknown].");
    }
}
