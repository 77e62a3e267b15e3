package dev.eader.console;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.eader.console.live.LiveFrame;
import dev.eader.console.live.OutcomeCounts;
import dev.eader.v1.Attention;
import dev.eader.v1.ClassResult;
import dev.eader.v1.LabelMap;
import dev.eader.v1.Model;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Timings;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;

/** Creates frames with pictures and results for the page. */
final class TestFrames {
    /** Colour of every pixel of the pictures of {@link #front}. */
    static final Color SKY = new Color(40, 120, 200);

    static final OutcomeCounts COUNTS = new OutcomeCounts(1, 0, 0, 12.5);

    private TestFrames() {}

    /** A frame of camera "front" with {@link #result()}. */
    static LiveFrame front(String id) {
        return front(result(), id);
    }

    /** A frame of camera "front", 64 x 32 pixels. */
    static LiveFrame front(Segmentation.Builder segmentation, String id) {
        BufferedImage picture = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < 64 * 32; at++) {
            picture.setRGB(at % 64, at / 64, SKY.getRGB());
        }
        return new LiveFrame("front", segmentation.setFrameId(id).build(), Optional.of(encode(picture, "png")), COUNTS);
    }

    /** A frame of 640 x 360 pixels as JPEG. */
    static LiveFrame large(String camera, int number) {
        BufferedImage picture = new BufferedImage(640, 360, BufferedImage.TYPE_INT_RGB);
        Random noise = new Random(number);
        for (int at = 0; at < 640 * 360; at++) {
            picture.setRGB(at % 640, at / 640, new Color(at % 640 / 4, at / 640 / 2, noise.nextInt(40)).getRGB());
        }
        Segmentation.Builder segmentation = result().setFrameId("f" + number);
        Result.Builder result = segmentation.getResultBuilder().setWidth(640).setHeight(360);
        result.getLabelMapBuilder()
                .setWidth(640)
                .setHeight(352)
                .setScaleX(1)
                .setScaleY(360 / 352.0)
                .setPng(encode(
                        labelMap(640, 352, (x, y) -> (x - 320) * (x - 320) + (y - 176) * (y - 176) < 9000 ? 1 : 0),
                        "png"));
        return new LiveFrame(camera, segmentation.build(), Optional.of(encode(picture, "jpg")), COUNTS);
    }

    /** A cat in the left half with attention on the right edge, and a dog without pixels. */
    static Segmentation.Builder result() {
        return result(labelMap(32, 16, (x, y) -> x < 16 ? 1 : 0));
    }

    /** The same classes with another label map of 32 x 16 pixels. */
    static Segmentation.Builder result(BufferedImage labelMap) {
        return Segmentation.newBuilder()
                .setModel(Model.newBuilder().setName("scenes").setVersion("1.0"))
                .setTimings(Timings.newBuilder().setTotal(Durations.fromMillis(41)))
                .setResult(Result.newBuilder()
                        .setWidth(64)
                        .setHeight(32)
                        .setLabelMap(LabelMap.newBuilder()
                                .setPng(encode(labelMap, "png"))
                                .setSpace(LabelMap.Space.MODEL)
                                .setWidth(32)
                                .setHeight(16)
                                .setScaleX(2)
                                .setScaleY(2))
                        .addClasses(ClassResult.newBuilder()
                                .setName("cat")
                                .setScore(0.98f)
                                .setArea(0.5)
                                .setAttention(Attention.newBuilder()
                                        .setRows(1)
                                        .setColumns(4)
                                        .setScale(1 / 255f)
                                        .setStride(8)
                                        .setValues(ByteString.copyFrom(new byte[] {0, 0, 0, (byte) 255}))))
                        .addClasses(ClassResult.newBuilder()
                                .setIndex(1)
                                .setName("dog")
                                .setScore(0.6f)));
    }

    /** A label map with labels 0 and 1, chosen by column and row. */
    static BufferedImage labelMap(int width, int height, IntBinaryOperator label) {
        byte[] reds = {0, (byte) 128};
        byte[] others = {0, 0};
        BufferedImage map = new BufferedImage(
                width, height, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, reds, others, others));
        for (int at = 0; at < width * height; at++) {
            map.getRaster().setSample(at % width, at / width, 0, label.applyAsInt(at % width, at / width));
        }
        return map;
    }

    private static ByteString encode(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(out.toByteArray());
    }
}
