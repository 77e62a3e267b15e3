package dev.eader.training.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * One split of a folder in the manner of PASCAL VOC: {@code JPEGImages/ID.jpg}, {@code ImageSets/SPLIT.txt}, {@code
 * labels.csv} (id, split, class names apart by spaces) and, for evaluation, {@code SegmentationClass/ID.png} whose pixel
 * values are lines of {@code voc-classes.txt} (255 void). Masks of other VOC classes are ignored pixels.
 */
public final class Voc implements Dataset {
    private static final int VOID = 255;

    private final Path root;
    private final List<String> classes;
    private final List<String> ids;
    private final Map<String, float[]> labels;
    private final byte[] toOurs;
    private final boolean masks;
    private final String fingerprint;

    /**
     * Opens and checks the whole split: every picture decodes, every label is known, every mask fits.
     *
     * @param masks whether to read masks, which training never does
     * @throws DatasetException naming the first file that is wrong
     */
    public Voc(Path root, String split, boolean masks) {
        this.root = root;
        this.masks = masks;
        Map<String, List<String>> named = readLabels(root.resolve("labels.csv"));
        TreeSet<String> sorted = new TreeSet<>();
        named.values().forEach(sorted::addAll);
        classes = List.copyOf(sorted);
        ids = lines(root.resolve("ImageSets").resolve(split + ".txt")).stream()
                .map(line -> line.trim().split("\\s+")[0])
                .filter(id -> !id.isEmpty())
                .toList();
        if (ids.isEmpty()) {
            throw new DatasetException(root.resolve("ImageSets/" + split + ".txt") + " names no image");
        }
        List<String> vocClasses = lines(root.resolve("voc-classes.txt"));
        labels = new HashMap<>();
        for (String id : ids) {
            labels.put(id, vector(id, named.get(id), vocClasses));
        }
        toOurs = masks ? mapping(vocClasses) : null;
        fingerprint = check();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int size() {
        return ids.size();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Sample sample(int index) {
        String id = ids.get(index);
        Pixels pixels = Pixels.of(decode(picture(id)));
        return new Sample(id, pixels, labels.get(id), masks ? truth(id, pixels) : null);
    }

    private Path picture(String id) {
        return root.resolve("JPEGImages").resolve(id + ".jpg");
    }

    private byte[] truth(String id, Pixels pixels) {
        Path file = root.resolve("SegmentationClass").resolve(id + ".png");
        BufferedImage image = decode(file);
        if (!(image.getColorModel() instanceof IndexColorModel)) {
            throw new DatasetException(file + " is not a palette PNG; its values must be class indices, not colours");
        }
        if (image.getWidth() != pixels.width() || image.getHeight() != pixels.height()) {
            throw new DatasetException("%s is %dx%d, its picture %dx%d"
                    .formatted(file, image.getWidth(), image.getHeight(), pixels.width(), pixels.height()));
        }
        int[] values = image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
        byte[] truth = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            truth[i] = toOurs[values[i]];
        }
        return truth;
    }

    /** VOC's index of a class to ours: background 0, our class c to c+1, everything else ignored. */
    private byte[] mapping(List<String> vocClasses) {
        byte[] mapping = new byte[VOID + 1];
        java.util.Arrays.fill(mapping, IGNORE);
        for (int voc = 0; voc < vocClasses.size(); voc++) {
            int ours = classes.indexOf(vocClasses.get(voc));
            mapping[voc] = voc == 0 ? 0 : ours >= 0 ? (byte) (ours + 1) : IGNORE;
        }
        return mapping;
    }

    private float[] vector(String id, List<String> names, List<String> known) {
        if (names == null) {
            throw new DatasetException(root.resolve("labels.csv") + " has no line for " + id);
        }
        float[] vector = new float[classes.size()];
        for (String name : names) {
            if (!known.contains(name)) {
                throw new DatasetException(root.resolve("labels.csv") + ": " + id + " has the label '" + name
                        + "', which voc-classes.txt does not know");
            }
            vector[classes.indexOf(name)] = 1;
        }
        return vector;
    }

    /** Reads all there is, so that a bad file stops the run now rather than in its third hour. */
    private String check() {
        List<byte[]> digests = IntStream.range(0, size())
                .parallel()
                .mapToObj(index -> {
                    sample(index);
                    return digest(read(picture(ids.get(index))));
                })
                .toList();
        MessageDigest all = sha256();
        digests.forEach(all::update);
        ids.forEach(
                id -> all.update((id + java.util.Arrays.toString(labels.get(id))).getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(all.digest());
    }

    private static Map<String, List<String>> readLabels(Path file) {
        Map<String, List<String>> named = new HashMap<>();
        for (String line : lines(file).subList(1, lines(file).size())) {
            String[] fields = line.split(",", -1);
            if (fields.length < 3) {
                throw new DatasetException(file + ": not 'id,split,labels': " + line);
            }
            named.put(
                    fields[0],
                    fields[2].isBlank() ? List.of() : List.of(fields[2].trim().split("\\s+")));
        }
        return named;
    }

    private static BufferedImage decode(Path file) {
        try {
            BufferedImage image = ImageIO.read(new java.io.ByteArrayInputStream(read(file)));
            if (image == null) {
                throw new DatasetException(file + " is not a picture");
            }
            return image;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new DatasetException(file + " cannot be decoded: " + e.getMessage(), e);
        }
    }

    private static List<String> lines(Path file) {
        return new String(read(file), StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DatasetException(file + " cannot be read: " + e, e);
        }
    }

    private static byte[] digest(byte[] bytes) {
        return sha256().digest(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
