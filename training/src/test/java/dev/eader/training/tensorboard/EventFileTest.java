package dev.eader.training.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

class EventFileTest {
    @TempDir
    Path folder;

    @Test
    void scalars_and_images_are_read_back() throws IOException {
        BufferedImage image = new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB);
        image.setRGB(2, 3, 0x123456);
        try (EventFile file = EventFile.create(folder.resolve("events"), 0)) {
            file.addScalars(4, Map.of("loss", .25));
            file.addImage(5, "first", image);
        }

        List<Event> events = EventReader.folder(folder.resolve("events")).get(0);

        assertThat(events).hasSize(4);
        assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(events.get(2).getStep()).isEqualTo(4);
        assertThat(events.get(2).getSummary().getValue(0).getTag()).isEqualTo("loss");
        assertThat(events.get(2).getSummary().getValue(0).getSimpleValue()).isEqualTo(.25f);
        Summary.Image stored = events.get(3).getSummary().getValue(0).getImage();
        assertThat(List.of(stored.getWidth(), stored.getHeight())).containsExactly(7, 5);
        assertThat(ImageIO.read(stored.getEncodedImageString().newInput()).getRGB(2, 3) & 0xffffff)
                .isEqualTo(0x123456);
    }

    @Test
    void file_of_a_resumed_run_drops_later_steps_of_the_first() throws IOException {
        for (long done : new long[] {0, 8}) {
            try (EventFile file = EventFile.create(folder, done)) {
                file.addScalars(done, Map.of("loss", 1.));
            }
        }

        List<List<Event>> files = EventReader.folder(folder);

        assertThat(files).hasSize(2);
        assertThat(files.get(0).get(1).getStep()).isZero();
        Event start = files.get(1).get(1);
        assertThat(start.getSessionLog().getStatus()).isEqualTo(SessionStatus.START);
        assertThat(start.getStep()).isEqualTo(8);
    }
}
