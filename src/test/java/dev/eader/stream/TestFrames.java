package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.eader.v1.Frame;
import dev.eader.wire.FrameRecord;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Creates frames for the tiny model, whose classes are red, green and blue. */
public final class TestFrames {
    public static final long TAKEN_MILLIS = 1_700_000_000_000L;

    private TestFrames() {}

    /** A frame with a red image. */
    public static Frame.Builder frame(String id) {
        return Frame.newBuilder()
                .setFrameId(id)
                .setCapturedAt(Timestamp.newBuilder().setSeconds(TAKEN_MILLIS / 1000))
                .setEncoded(ByteString.copyFrom(picture(Color.RED, 128, 96, "png")));
    }

    public static byte[] picture(Color color, int width, int height, String format) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static FrameRecord record(int partition, long offset, byte[] value) {
        byte[] key = "door".getBytes(UTF_8);
        return new FrameRecord(
                "frames.v1", partition, offset, TAKEN_MILLIS, key, value, new RecordHeaders(), System.nanoTime());
    }
}
