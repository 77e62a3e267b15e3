package dev.eader.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DemoControlsTest {
    @Test
    void demo_camera_has_no_faults_until_they_are_set() {
        var controls = new DemoControls(true);
        assertThat(controls.state()).isEqualTo(new DemoControls.State(true, 0, 0, 0, false));
        var faulty = new DemoControls.State(true, 0.2, 300, 1, true);
        controls.set(faulty);
        assertThat(controls.state()).isEqualTo(faulty);
    }

    @Test
    void value_out_of_range_is_refused_with_the_accepted_range() {
        assertThatThrownBy(() -> new DemoControls.State(true, 1.1, 0, 0, false))
                .hasMessage("loss and corruption must be 0 to 1, but are 1.1 and 0.0");
        assertThatThrownBy(() -> new DemoControls.State(true, 0, 0, Double.NaN, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DemoControls.State(true, 0, 5001, 0, false))
                .hasMessage("jitter_ms must be 0 to 5000, but is 5001");
    }
}
