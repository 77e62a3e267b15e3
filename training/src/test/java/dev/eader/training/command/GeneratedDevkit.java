package dev.eader.training.command;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Writes a VOC 2012 devkit with generated pictures, each of one object: {@code train_aug} is {@code train} and as many more
 * pictures without masks.
 */
final class GeneratedDevkit {
    private static final List<String> CLASSES =
            List.of(("aeroplane bicycle bird boat bottle bus car cat chair cow diningtable "
                            + "dog horse motorbike person pottedplant sheep sofa train tvmonitor")
                    .split(" "));
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    private final Path root;
    private final Random random = new Random(1);

    private GeneratedDevkit(Path root) {
        this.root = root;
    }

    /**
     * @param count pictures in {@code train} and in {@code val}
     * @return the folder VOCdevkit/VOC2012
     */
    static Path write(Path folder, int count) throws IOException {
        Path root = folder.resolve("VOCdevkit/VOC2012");
        for (String part : List.of(
                "JPEGImages",
                "Annotations",
                "SegmentationClass",
                "ImageSets/Main",
                "ImageSets/Segmentation",
                "ImageSets/SegmentationAug")) {
            Files.createDirectories(root.resolve(part));
        }
        GeneratedDevkit devkit = new GeneratedDevkit(root);
        List<String> train = devkit.pictures("2007_00", count, true);
        List<String> val = devkit.pictures("2008_00", count, true);
        List<String> more = devkit.pictures("2011_00", count, false);
        devkit.list("Segmentation/train", train);
        devkit.list("Segmentation/val", val);
        devkit.list("SegmentationAug/train_aug", concat(train, more));
        devkit.classLists("train", train);
        devkit.classLists("val", val);
        return root;
    }

    /** Writes a safetensors file with random weights of one layer. */
    static Path weights(Path file, String name, int... shape) throws IOException {
        int size = IntStream.of(shape).reduce(1, Math::multiplyExact);
        String dimensions =
                String.join(",", IntStream.of(shape).mapToObj(Integer::toString).toList());
        byte[] header = "{\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[0,%d]}}"
                .formatted(name, dimensions, 4 * size)
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(8 + header.length + 4 * size).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(header.length).put(header);
        Random random = new Random(2);
        for (int i = 0; i < size; i++) {
            content.putFloat((float) (.1 * random.nextGaussian()));
        }
        return Files.write(file, content.array());
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private List<String> pictures(String prefix, int count, boolean masks) throws IOException {
        List<String> ids = IntStream.range(0, count)
                .mapToObj(i -> prefix + String.format("%04d", i))
                .toList();
        for (int i = 0; i < count; i++) {
            picture(ids.get(i), i % CLASSES.size(), masks);
        }
        return ids;
    }

    private void picture(String id, int label, boolean mask) throws IOException {
        int x = random.nextInt(WIDTH / 2);
        int y = random.nextInt(HEIGHT / 2);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        BufferedImage truth = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, palette());
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(Color.GRAY);
        drawing.fillRect(0, 0, WIDTH, HEIGHT);
        drawing.setColor(Color.getHSBColor((float) label / CLASSES.size(), 1, 1));
        drawing.fillRect(x, y, WIDTH / 2, HEIGHT / 2);
        drawing.dispose();
        for (int row = 0; row < HEIGHT / 2; row++) {
            for (int column = 0; column < WIDTH / 2; column++) {
                truth.getRaster().setSample(x + column, y + row, 0, label + 1);
            }
        }
        ImageIO.write(image, "jpg", root.resolve("JPEGImages/" + id + ".jpg").toFile());
        if (mask) {
            ImageIO.write(
                    truth,
                    "png",
                    root.resolve("SegmentationClass/" + id + ".png").toFile());
        }
        Files.writeString(
                root.resolve("Annotations/" + id + ".xml"),
                "<annotation><filename>%s.jpg</filename><object><name>%s</name></object></annotation>"
                        .formatted(id, CLASSES.get(label)));
    }

    private static IndexColorModel palette() {
        byte[] ramp = new byte[256];
        return new IndexColorModel(8, 256, ramp, ramp, ramp);
    }

    /** Writes the list of a split and one list for each class, in which 1 marks the pictures of the class. */
    private void classLists(String split, List<String> ids) throws IOException {
        list("Main/" + split, ids);
        for (int c = 0; c < CLASSES.size(); c++) {
            int label = c;
            list(
                    "Main/" + CLASSES.get(c) + "_" + split,
                    IntStream.range(0, ids.size())
                            .mapToObj(i -> ids.get(i) + (i % CLASSES.size() == label ? "  1" : " -1"))
                            .toList());
        }
    }

    private void list(String name, List<String> ids) throws IOException {
        Files.write(root.resolve("ImageSets/" + name + ".txt"), ids);
    }
}
