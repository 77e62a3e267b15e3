package dev.eader.training.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.Event;

/** Reads event files and checks their frames, without the code that writes them. */
public final class EventReader {
    /** Reversed polynomial of CRC-32C. */
    private static final int POLYNOMIAL = 0x82f63b78;

    private EventReader() {}

    /** The events of all files of a folder, by name of the file. */
    public static List<List<Event>> folder(Path folder) throws IOException {
        List<List<Event>> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                assertThat(file.getFileName().toString()).contains("tfevents");
                events.add(file(file));
            }
        }
        return events;
    }

    static List<Event> file(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = next(bytes, 8);
            assertThat(bytes.getInt()).as("checksum of the length").isEqualTo(masked(crc(length)));
            byte[] content = next(bytes, (int)
                    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
            assertThat(bytes.getInt()).as("checksum of the content").isEqualTo(masked(crc(content)));
            events.add(Event.parseFrom(content));
        }
        return events;
    }

    private static byte[] next(ByteBuffer bytes, int length) {
        byte[] part = new byte[length];
        bytes.get(part);
        return part;
    }

    private static int crc(byte[] bytes) {
        int crc = -1;
        for (byte each : bytes) {
            crc ^= each & 255;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 1 ? POLYNOMIAL : 0);
            }
        }
        return ~crc;
    }

    private static int masked(int crc) {
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }
}
