package dev.eader.training.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pictures in files, whatever the form of their labels. Opening it checks every file. */
abstract class ImageFileDataset implements Dataset {
    /** Bad files that one message names. */
    private static final int MAX_NAMED = 20;

    private final Contents contents;
    private final List<float[]> labels;
    private final String fingerprint;

    /**
     * One picture and what it shows.
     *
     * @param mask null in training
     * @param names of classes; those that were not chosen may be among them
     */
    record Picture(String id, Path file, Path mask, Set<String> names) {}

    /**
     * What a reader found.
     *
     * @param classes the chosen ones
     * @param values meanings of the masks' values; null in training
     * @param thorough whether the fingerprint is of the pictures' bytes, rather than of their sizes
     */
    record Contents(List<String> classes, List<Picture> pictures, MaskValues values, boolean thorough) {

        /** @throws DatasetException when there is no class, no picture, or no picture with a label */
        Contents checked() {
            if (classes.isEmpty()
                    || pictures.stream().allMatch(picture -> picture.names().isEmpty())) {
                throw new DatasetException("none of the " + pictures.size() + " images has a label; first: "
                        + (pictures.isEmpty()
                                ? "there is no image"
                                : pictures.get(0).file())
                        + "; training and evaluation need at least one image with a class");
            }
            return this;
        }

        /** Without the pictures that show none of the classes. */
        Contents showingSomething(Path source) {
            List<Picture> kept = pictures.stream()
                    .filter(picture -> classes.stream().anyMatch(picture.names()::contains))
                    .toList();
            if (kept.isEmpty()) {
                throw new DatasetException(
                        source + ": none of " + pictures.size() + " images shows any of " + String.join(", ", classes));
            }
            return new Contents(classes, kept, values, thorough);
        }
    }

    /** @throws DatasetException naming the files that are wrong, the first 20 of them */
    ImageFileDataset(Contents contents) {
        this.contents = contents.checked();
        labels = contents.pictures().stream().map(this::vector).toList();
        fingerprint = check();
    }

    @Override
    public List<String> classes() {
        return contents.classes();
    }

    @Override
    public int size() {
        return labels.size();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public String id(int index) {
        return contents.pictures().get(index).id();
    }

    @Override
    public Sample sample(int index) {
        Picture picture = contents.pictures().get(index);
        Pixels pixels = ImageFile.read(picture.file());
        byte[] truth = picture.mask() == null ? null : truth(picture, pixels);
        return new Sample(picture.id(), pixels, labels.get(index), truth);
    }

    private byte[] truth(Picture picture, Pixels pixels) {
        Mask mask = Mask.read(picture.mask());
        if (mask.width() != pixels.width() || mask.height() != pixels.height()) {
            throw new DatasetException(String.format(
                    Locale.ROOT,
                    "%s is %dx%d, its picture %dx%d",
                    picture.mask(),
                    mask.width(),
                    mask.height(),
                    pixels.width(),
                    pixels.height()));
        }
        return contents.values().translate(mask.values(), picture.mask());
    }

    private float[] vector(Picture picture) {
        float[] vector = new float[contents.classes().size()];
        for (int c = 0; c < vector.length; c++) {
            vector[c] = picture.names().contains(contents.classes().get(c)) ? 1 : 0;
        }
        return vector;
    }

    /** Looks at all there is, so that a bad file stops the run now rather than in its third hour. */
    private String check() {
        Map<Integer, String> refusals = new ConcurrentSkipListMap<>();
        List<byte[]> digests = IntStream.range(0, size())
                .parallel()
                .mapToObj(index -> digest(index, refusals))
                .toList();
        if (!refusals.isEmpty()) {
            String more = refusals.size() > MAX_NAMED ? "; and " + (refusals.size() - MAX_NAMED) + " more" : "";
            throw new DatasetException(
                    refusals.values().stream().limit(MAX_NAMED).collect(Collectors.joining("; ")) + more);
        }
        MessageDigest all = sha256();
        digests.forEach(all::update);
        for (int i = 0; i < size(); i++) {
            String line = contents.pictures().get(i).id() + Arrays.toString(labels.get(i));
            all.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(all.digest());
    }

    /** Keeps the refusal of a file instead of throwing it, so that all bad files are named at once. */
    private byte[] digest(int index, Map<Integer, String> refusals) {
        try {
            return digest(index);
        } catch (DatasetException e) {
            refusals.put(index, e.getMessage());
            return new byte[0];
        }
    }

    private byte[] digest(int index) {
        Path file = contents.pictures().get(index).file();
        sample(index);
        if (contents.thorough()) {
            return sha256().digest(DataFiles.read(file));
        }
        return ImageFile.header(file).getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
