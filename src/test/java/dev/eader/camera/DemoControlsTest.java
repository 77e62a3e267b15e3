package dev.eader.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DemoControlsTest {
    @Test
    void a_demo_camera_runs_without_a_fault_until_it_is_switched() {
        var switches = new DemoControls(true);
        assertThat(switches.state()).isEqualTo(new DemoControls.State(true, 0, 0, 0, false));
        var faulty = new DemoControls.State(true, 0.2, 300, 1, true);
        switches.set(faulty);
        assertThat(switches.state()).isEqualTo(faulty);
    }

    @Test
    void what_is_out_of_range_is_told_with_what_is_accepted() {
        assertThatThrownBy(() -> new DemoControls.State(true, 1.1, 0, 0, false))
                .hasMessage("loss and corruption take 0 to 1, not 1.1 and 0.0");
        assertThatThrownBy(() -> new DemoControls.State(true, 0, 0, Double.NaN, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DemoControls.State(true, 0, 5001, 0, false))
                .hasMessage("jitter_ms takes 0 to 5000, not 5001");
    }
}
