package dev.eader.training.tensorboard;

import com.google.protobuf.ByteString;
import dev.eader.training.data.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/**
 * A new event file in a folder that TensorBoard shows. The messages are those of TensorFlow's library. TensorBoard reads all
 * files of the folder; of a resumed run, it replaces the steps that were repeated. Not thread-safe.
 */
public final class EventFile implements AutoCloseable {
    private static final int RGB = 3;

    private final Path file;
    private final FileOutputStream out;

    private EventFile(Path file) throws IOException {
        this.file = file;
        out = new FileOutputStream(file.toFile());
    }

    /**
     * Creates a file.
     *
     * @param folder is created if it is missing
     * @param done steps that a resumed run has completed, else 0: TensorBoard drops later steps of the folder's other files
     */
    public static EventFile create(Path folder, long done) throws IOException {
        Files.createDirectories(folder);
        long seconds = System.currentTimeMillis() / 1000;
        int number = 0;
        Path file;
        do {
            // TensorBoard reads the files in the order of their names
            String name = String.format(Locale.ROOT, "events.out.tfevents.%010d.eader.%03d", seconds, number++);
            file = folder.resolve(name);
        } while (Files.exists(file));
        EventFile events = new EventFile(file);
        events.write(Event.newBuilder().setFileVersion("brain.Event:2"));
        events.write(Event.newBuilder()
                .setStep(done)
                .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START)));
        return events;
    }

    /**
     * Adds values of one step.
     *
     * @param values by tag
     */
    public void addScalars(long step, Map<String, Double> values) throws IOException {
        Summary.Builder summary = Summary.newBuilder();
        values.forEach((tag, value) ->
                summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue(value.floatValue())));
        write(Event.newBuilder().setStep(step).setSummary(summary));
    }

    /** Adds an image, stored as PNG. */
    public void addImage(long step, String tag, BufferedImage image) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        Summary.Image encoded = Summary.Image.newBuilder()
                .setWidth(image.getWidth())
                .setHeight(image.getHeight())
                .setColorspace(RGB)
                .setEncodedImageString(ByteString.copyFrom(png.toByteArray()))
                .build();
        write(Event.newBuilder()
                .setStep(step)
                .setSummary(Summary.newBuilder()
                        .addValue(Summary.Value.newBuilder().setTag(tag).setImage(encoded))));
    }

    private void write(Event.Builder event) throws IOException {
        byte[] content =
                event.setWallTime(System.currentTimeMillis() / 1000.).build().toByteArray();
        try {
            out.write(RecordFrame.of(content));
        } catch (IOException e) {
            throw AtomicFile.failure(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
