package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.training.attention.AttentionFile;
import dev.eader.training.data.LabelFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refines one picture of 128x64 pixels, red left of column 64 and blue right of it, with the second of three classes. */
class RefineMapsTest {
    private static final int WIDTH = 128;
    private static final int HEIGHT = 64;
    private static final int EDGE = 64;

    @TempDir
    Path folder;

    private Path maps;
    private Path out;

    @BeforeEach
    void writePicture() throws IOException {
        maps = Files.createDirectories(folder.resolve("maps"));
        out = folder.resolve("out");
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.setRGB(i % WIDTH, i / WIDTH, i % WIDTH < EDGE ? 0xd02020 : 0x2020d0);
        }
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("JPEGImages"));
        Files.createDirectories(data.resolve("ImageSets"));
        ImageIO.write(image, "jpg", data.resolve("JPEGImages/a.jpg").toFile());
        Files.writeString(data.resolve("ImageSets/train.txt"), "a\n");
        Files.writeString(data.resolve("labels.csv"), "id,split,labels\na,train,dog\nb,val,cat sheep\n");
        Files.writeString(data.resolve("voc-classes.txt"), "background\ncat\ndog\nsheep\n");
    }

    @Test
    void labels_cover_the_attention_with_its_class() throws IOException {
        attention(0, EDGE);

        assertThat(refine()).isZero();

        LabelFile labels = labels();
        assertThat(labels.width()).isEqualTo(WIDTH);
        assertThat(labels.height()).isEqualTo(HEIGHT);
        assertThat(share(labels, 0, EDGE - 8, 2)).isEqualTo(1);
        assertThat(share(labels, EDGE + 8, WIDTH, 0)).isEqualTo(1);
    }

    @Test
    void labels_follow_colour_edges() throws IOException {
        attention(0, EDGE + 12);

        assertThat(refine()).isZero();

        LabelFile labels = labels();
        assertThat(share(labels, 0, EDGE - 4, 2)).isGreaterThan(.99);
        assertThat(share(labels, EDGE + 4, EDGE + 12, 0))
                .as("12 pixels too wide a map")
                .isGreaterThan(.9);
    }

    @Test
    void attention_near_the_threshold_is_unsure() throws IOException {
        attention(0, EDGE);
        assertThat(refine("--background=0.8", "--unsure=0.19")).isZero();
        assertThat(share(labels(), 0, EDGE - 8, 2)).as("at 1").isEqualTo(1);

        Files.delete(out.resolve("a.png"));
        assertThat(refine("--background=0.8", "--unsure=0.21")).isZero();
        assertThat(share(labels(), 0, EDGE - 8, 255)).isEqualTo(1);
        assertThat(share(labels(), EDGE + 8, WIDTH, 0)).isEqualTo(1);
    }

    @Test
    void chosen_threshold_is_stored_and_kept() throws IOException {
        attention(0, EDGE);
        assertThat(refine("--background=auto", "--auto-pictures=1")).isZero();
        assertThat(share(labels(), 0, EDGE - 8, 2)).isEqualTo(1);
        Path file = out.resolve("background.json");
        JsonNode choice = new ObjectMapper().readTree(file.toFile());
        assertThat(choice.path("criterion").asText()).contains("Otsu");
        assertThat(choice.path("threshold").asDouble()).isBetween(.05, .6);
        assertThat(choice.path("candidates")).hasSize(12);

        Files.writeString(file, "{\"criterion\": \"mine\", \"threshold\": 0.99, \"pictures\": 1}");
        Files.delete(out.resolve("a.png"));
        assertThat(refine("--background=auto", "--unsure=0.2")).isZero();
        assertThat(share(labels(), 0, EDGE - 8, 255)).as("0.99 is kept").isEqualTo(1);
    }

    @Test
    void threshold_is_not_chosen_without_classes() throws IOException {
        new AttentionFile(WIDTH, HEIGHT, new int[0], new float[0][]).write(maps.resolve("a.npz"));

        assertThat(refine("--background=auto")).isEqualTo(2);
        assertThat(out.resolve("background.json")).doesNotExist();
    }

    @Test
    void existing_labels_are_kept() throws IOException {
        attention(0, EDGE);
        Files.createDirectories(out);
        Files.writeString(out.resolve("a.png"), "mine");

        assertThat(refine()).isZero();

        assertThat(out.resolve("a.png")).hasContent("mine");
    }

    @Test
    void picture_without_class_is_background() throws IOException {
        new AttentionFile(WIDTH, HEIGHT, new int[0], new float[0][]).write(maps.resolve("a.npz"));

        assertThat(refine()).isZero();

        assertThat(labels().labels()).containsOnly(0);
    }

    @Test
    void invalid_options_are_refused() throws IOException {
        assertThat(refine()).as("no map of the picture").isEqualTo(2);
        attention(0, EDGE);
        assertThat(refine("--input-size=100")).isEqualTo(2);
        assertThat(refine("--background=1")).isEqualTo(2);
        assertThat(refine("--unsure=-0.1")).isEqualTo(2);
        assertThat(run("--refine-stride=4")).as("no --refine").isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    private int refine(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--refine=4", "--refine-stride=2"));
        arguments.addAll(List.of("--refine-dilations=8,4,2,1", "--input-size=128"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("refine", maps.toString(), "--voc=" + folder.resolve("data"), "--out=" + out));
        // picocli refuses a repeated option, so the last value replaces the others
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : more) {
            options.put(option.split("=")[0], option);
        }
        arguments.addAll(options.values());
        return Training.run(arguments.toArray(String[]::new));
    }

    /** Writes attention to the second class: 1 between two columns of the picture, 0 elsewhere. */
    private void attention(int from, int to) throws IOException {
        float[] map = new float[WIDTH / 4 * HEIGHT / 4];
        for (int i = 0; i < map.length; i++) {
            int column = i % (WIDTH / 4) * 4;
            map[i] = column >= from && column < to ? 1 : 0;
        }
        new AttentionFile(WIDTH, HEIGHT, new int[] {1}, new float[][] {map}).write(maps.resolve("a.npz"));
    }

    private LabelFile labels() {
        return LabelFile.read(out.resolve("a.png"));
    }

    private static double share(LabelFile labels, int from, int to, int label) {
        int found = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = from; x < to; x++) {
                found += (labels.labels()[y * WIDTH + x] & 255) == label ? 1 : 0;
            }
        }
        return (double) found / (HEIGHT * (to - from));
    }
}
