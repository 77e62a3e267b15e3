package dev.eader.bench;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import com.google.protobuf.ByteString;
import dev.eader.broker.Topics;
import dev.eader.image.Size;
import dev.eader.image.maps.Palette;
import dev.eader.inference.ModelLease;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.ModelDescription;
import dev.eader.v1.Frame;
import dev.eader.v1.LabelMap;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import javax.imageio.ImageIO;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;

/**
 * A simple Kafka Streams program with the same libraries, as a baseline for the service: mapValues, one record at a
 * time, ImageIO for decoding and encoding, a DJL Predictor with default settings. Its results contain label maps only.
 */
public final class NaivePipeline implements AutoCloseable {
    private final Predictor<BufferedImage, byte[]> predictor;
    private final Model model;
    private final KafkaStreams streams;
    private final Path folder;
    private final ModelDescription description;

    /** Starts the pipeline; it runs until it is closed. */
    public NaivePipeline(String bootstrap, Topics topics, BenchModel benchModel) throws Exception {
        try (ModelRegistry registry = benchModel.open(1);
                ModelLease lease = registry.lease("").orElseThrow()) {
            description = lease.description();
        }
        folder = Files.createTempDirectory("naive-");
        benchModel.copyTo(folder);
        model = Model.newInstance("model", "OnnxRuntime");
        model.load(folder, "model");
        predictor = model.newPredictor(new LabelTranslator(description.classes().size()));
        StreamsBuilder builder = new StreamsBuilder();
        builder.<byte[], byte[]>stream(topics.frames()).mapValues(this::segment).to(topics.segmentations());
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topics.frames() + "-naive");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
        streams = new KafkaStreams(builder.build(), settings);
        streams.start();
    }

    private byte[] segment(byte[] value) {
        try {
            Frame frame = Frame.parseFrom(value);
            BufferedImage picture =
                    ImageIO.read(new ByteArrayInputStream(frame.getEncoded().toByteArray()));
            Size size = description.inputSizeOf(picture.getWidth(), picture.getHeight());
            byte[] labels = predictor.predict(scaled(picture, size));
            return Segmentation.newBuilder()
                    .setCameraId(frame.getCameraId())
                    .setFrameId(frame.getFrameId())
                    .setSequence(frame.getSequence())
                    .setCapturedAt(frame.getCapturedAt())
                    .setResult(Result.newBuilder()
                            .setWidth(picture.getWidth())
                            .setHeight(picture.getHeight())
                            .setLabelMap(LabelMap.newBuilder().setPng(png(labels, size))))
                    .build()
                    .toByteArray();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static BufferedImage scaled(BufferedImage picture, Size size) {
        BufferedImage scaled = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, size.width(), size.height(), null);
        graphics.dispose();
        return scaled;
    }

    private ByteString png(byte[] labels, Size size) throws Exception {
        int[] colours = new int[description.classes().size() + 1];
        Arrays.setAll(colours, Palette::rgb);
        IndexColorModel palette = new IndexColorModel(8, colours.length, colours, 0, false, -1, 0);
        BufferedImage map = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_BYTE_INDEXED, palette);
        map.getRaster().setDataElements(0, 0, size.width(), size.height(), labels);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(map, "png", png);
        return ByteString.copyFrom(png.toByteArray());
    }

    @Override
    public void close() {
        streams.close();
        predictor.close();
        model.close();
    }

    /** Converts a picture to the model's inputs and the model's output to a label map. */
    private record LabelTranslator(int classes) implements NoBatchifyTranslator<BufferedImage, byte[]> {
        @Override
        public NDList processInput(TranslatorContext context, BufferedImage image) {
            int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            ByteBuffer pixels = ByteBuffer.allocateDirect(3 * rgb.length);
            for (int pixel : rgb) {
                pixels.put((byte) (pixel >> 16)).put((byte) (pixel >> 8)).put((byte) pixel);
            }
            Shape shape = new Shape(1, image.getHeight(), image.getWidth(), 3);
            NDArray picture = context.getNDManager().create(pixels.flip(), shape, DataType.UINT8);
            picture.setName("image");
            float[] byScore = new float[classes];
            Arrays.fill(byScore, -1);
            NDArray present = context.getNDManager().create(byScore, new Shape(1, classes));
            present.setName("present");
            return new NDList(picture, present);
        }

        @Override
        public byte[] processOutput(TranslatorContext context, NDList outputs) {
            NDArray labels = outputs.stream()
                    .filter(output -> output.getName().equals("label_map"))
                    .findFirst()
                    .orElseThrow();
            ByteBuffer values = labels.toByteBuffer();
            byte[] map = new byte[values.remaining()];
            values.get(map);
            return map;
        }
    }
}
