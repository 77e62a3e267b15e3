package dev.eader.training.command;

import dev.eader.scenes.Scene;
import dev.eader.scenes.SceneGenerator;
import dev.eader.training.command.options.DataOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.RunData.SceneSettings;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "scenes", description = "Renders generated scenes and their masks into a VOC folder.")
final class RenderScenes implements Callable<Integer> {
    @Option(names = "--out", required = true, description = "Folder for the scenes.")
    Path out;

    @Option(names = "--count", defaultValue = "100", description = "Number of scenes.")
    @Range(min = 1, max = 10_000_000)
    int count;

    @Option(names = "--scene-size", defaultValue = "640x360", description = "Width and height of a scene, in pixels.")
    @TextFormat(TextFormat.Text.SIZE)
    String sceneSize;

    @Option(names = "--split", defaultValue = "val", description = "Name of the split, a list in ImageSets.")
    @TextFormat(TextFormat.Text.NAME)
    String split;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the scenes.")
    @Range(min = -0x1p63, max = 0x1p63)
    long seed;

    @Override
    public Integer call() throws IOException {
        SceneSettings size = DataOptions.sceneSettings(sceneSize, count);
        if (Files.exists(out.resolve("labels.csv"))) {
            throw new IllegalArgumentException(out + " already contains a dataset; give another --out");
        }
        SceneGenerator generator = new SceneGenerator(seed, size.width(), size.height());
        for (String folder : List.of("JPEGImages", "SegmentationClass", "ImageSets")) {
            Files.createDirectories(out.resolve(folder));
        }
        List<String> ids = new ArrayList<>();
        List<String> labels = new ArrayList<>(List.of("id,split,labels"));
        for (int i = 0; i < count; i++) {
            Scene scene = generator.frame(i);
            String id = String.format(Locale.ROOT, "%06d", i);
            ids.add(id);
            labels.add(id + "," + split + "," + names(scene));
            ImageIO.write(
                    scene.image(),
                    "jpg",
                    out.resolve("JPEGImages/" + id + ".jpg").toFile());
            ImageIO.write(
                    mask(scene),
                    "png",
                    out.resolve("SegmentationClass/" + id + ".png").toFile());
        }
        List<String> classes = new ArrayList<>(List.of("background"));
        classes.addAll(SceneGenerator.CLASSES);
        Files.write(out.resolve("voc-classes.txt"), classes);
        Files.write(out.resolve("labels.csv"), labels);
        Files.write(out.resolve("ImageSets/" + split + ".txt"), ids);
        System.out.println(count + " scenes in " + out);
        return 0;
    }

    private static String names(Scene scene) {
        List<String> names = new ArrayList<>();
        boolean[] present = scene.present();
        for (int c = 0; c < present.length; c++) {
            if (present[c]) {
                names.add(SceneGenerator.CLASSES.get(c));
            }
        }
        return String.join(" ", names);
    }

    private static BufferedImage mask(Scene scene) {
        int[] palette = new int[256];
        for (int label = 1; label < palette.length; label++) {
            palette[label] = Color.HSBtoRGB(label * .618034f, .9f, 1f);
        }
        IndexColorModel colors = new IndexColorModel(8, 256, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        int width = scene.image().getWidth();
        int height = scene.image().getHeight();
        BufferedImage mask = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colors);
        mask.getRaster().setDataElements(0, 0, width, height, scene.labels());
        return mask;
    }
}
