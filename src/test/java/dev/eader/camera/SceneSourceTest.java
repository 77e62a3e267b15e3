package dev.eader.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.scenes.SceneVideo;
import java.awt.Color;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SceneSourceTest {

    @Test
    void frames_are_images_of_the_scene_video_at_its_rate() throws IOException {
        var source = new SceneSource(7, 160, 96, 4);
        source.next();
        source.next();
        var third = source.next().orElseThrow();

        assertThat(third.frameId()).isEqualTo("scene-000002");
        assertThat(source.rate()).isEqualTo(4);
        var sent = VideoSourceTest.decode(third.encoded());
        var expected = new SceneVideo(7, 160, 96).at(0.5).image();
        assertThat(sent.getWidth()).isEqualTo(160);
        assertThat(sent.getHeight()).isEqualTo(96);
        double difference = 0;
        for (int y = 0; y < 96; y++) {
            for (int x = 0; x < 160; x++) {
                var a = new Color(sent.getRGB(x, y));
                var b = new Color(expected.getRGB(x, y));
                difference += Math.abs(a.getRed() - b.getRed())
                        + Math.abs(a.getGreen() - b.getGreen())
                        + Math.abs(a.getBlue() - b.getBlue());
            }
        }
        assertThat(difference / (160 * 96 * 3)).isBetween(0.0, 8.0);
    }

    @Test
    void rate_of_zero_is_refused() {
        assertThatThrownBy(() -> new SceneSource(7, 160, 96, 0)).hasMessageContaining("must be above 0");
    }
}
