package dev.eader.faults;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends frames of incompressible noise, 3.3 MB each. */
final class LargeFrames implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final ByteString picture;
    private long sent;

    LargeFrames(String bootstrap, String topic) throws Exception {
        this.topic = topic;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "max.request.size", 9 << 20),
                new StringSerializer(),
                new ByteArraySerializer());
        var noise = new BufferedImage(1300, 850, BufferedImage.TYPE_3BYTE_BGR);
        var random = new Random(7);
        for (int y = 0; y < noise.getHeight(); y++) {
            for (int x = 0; x < noise.getWidth(); x++) {
                noise.setRGB(x, y, random.nextInt());
            }
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(noise, "png", bytes);
        picture = ByteString.copyFrom(bytes.toByteArray());
    }

    void send() throws Exception {
        Frame frame = Frame.newBuilder()
                .setCameraId("large")
                .setFrameId("large-" + sent)
                .setSequence(++sent)
                .setCapturedAt(Timestamps.now())
                .setEncoded(picture)
                .build();
        producer.send(new ProducerRecord<>(topic, "large", frame.toByteArray())).get();
    }

    long sent() {
        return sent;
    }

    int pictureBytes() {
        return picture.size();
    }

    @Override
    public void close() {
        producer.close();
    }
}
