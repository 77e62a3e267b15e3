package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.run.RunFolder;
import dev.eader.training.tensorboard.EventReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.LongStream;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** State of a run's folder after its process was killed. */
final class KilledRun {
    private KilledRun() {}

    /** Adds the parts of files that a training was writing when it was killed. */
    static void leaveParts(Path run) throws IOException {
        Files.writeString(run.resolve("checkpoint.safetensors.new"), "{\"part");
        Files.writeString(run.resolve("log.csv"), "1", StandardOpenOption.APPEND);
    }

    /** Checks the steps, tags and pictures that a run with {@code --tensorboard} has written before it was killed. */
    static void assertEvents(Path run, int steps, String... tags) throws IOException {
        List<Event> events = EventReader.folder(run.resolve("tensorboard")).get(0);
        assertThat(events.stream()
                        .filter(event -> event.getSummary().getValueList().stream()
                                .anyMatch(value -> value.getTag().equals("learning_rate")))
                        .map(Event::getStep))
                .containsExactlyElementsOf(LongStream.range(0, steps).boxed().toList());
        assertThat(events.stream()
                        .flatMap(event -> event.getSummary().getValueList().stream())
                        .map(Summary.Value::getTag))
                .contains(tags);
        assertThat(events.stream()
                        .flatMap(event -> event.getSummary().getValueList().stream())
                        .filter(Summary.Value::hasImage))
                .hasSize(4 * steps)
                .allMatch(value -> value.getImage().getEncodedImageString().size() > 100);
    }

    /** Compares checkpoint and log of a run that was killed and resumed with those of an uninterrupted run. */
    static void assertSame(Path resumed, Path unbroken) throws IOException {
        assertThat(Files.readAllLines(resumed.resolve("log.csv")))
                .isEqualTo(Files.readAllLines(unbroken.resolve("log.csv")));
        assertThat(new RunFolder(resumed).checkpoint().file())
                .hasSameBinaryContentAs(new RunFolder(unbroken).checkpoint().file());
        assertThat(resumed.resolve("checkpoint.safetensors.new")).doesNotExist();
    }
}
