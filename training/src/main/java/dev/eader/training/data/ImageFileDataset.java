package dev.eader.training.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A dataset of image files, with labels in any format. The constructor checks every file. */
abstract class ImageFileDataset implements Dataset {
    /** Largest number of bad files that a message names. */
    private static final int MAX_NAMED = 20;

    private final Contents contents;
    private final List<float[]> labels;
    private final String fingerprint;

    /**
     * The content of a dataset, as read from its lists.
     *
     * @param classes selected classes
     * @param values meaning of the mask values; null for training
     * @param hashesBytes whether the fingerprint covers the bytes of the images or only their sizes
     */
    record Contents(List<String> classes, List<ImageEntry> images, MaskValues values, boolean hashesBytes) {

        /** @throws DatasetException if there is no class or no image with a label */
        Contents checked() {
            if (classes.isEmpty()
                    || images.stream().allMatch(image -> image.names().isEmpty())) {
                throw new DatasetException("none of the " + images.size() + " images has a label"
                        + (images.isEmpty()
                                ? ""
                                : " (first image: " + images.get(0).file() + ")")
                        + "; at least one image with a class is needed");
            }
            return this;
        }

        /** Returns the content without images that show none of the selected classes. */
        Contents withoutUnlabelled(Path source) {
            List<ImageEntry> kept = images.stream()
                    .filter(image -> classes.stream().anyMatch(image.names()::contains))
                    .toList();
            if (kept.isEmpty()) {
                throw new DatasetException(source + ": none of " + images.size() + " images shows one of the classes "
                        + String.join(", ", classes));
            }
            return new Contents(classes, kept, values, hashesBytes);
        }
    }

    /** @throws DatasetException if files are missing, damaged or inconsistent; the message names the first 20 */
    ImageFileDataset(Contents contents) {
        this.contents = contents.checked();
        labels = contents.images().stream().map(this::vector).toList();
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
        return contents.images().get(index).id();
    }

    @Override
    public Sample sample(int index) {
        ImageEntry image = contents.images().get(index);
        Pixels pixels = ImageFile.read(image.file());
        byte[] truth = image.mask() == null ? null : truth(image, pixels);
        return new Sample(image.id(), pixels, labels.get(index), truth);
    }

    private byte[] truth(ImageEntry image, Pixels pixels) {
        Mask mask = Mask.read(image.mask());
        if (mask.width() != pixels.width() || mask.height() != pixels.height()) {
            throw new DatasetException(
                    image.mask() + " has " + mask.width() + "x" + mask.height() + " pixels, but its image has "
                            + pixels.width() + "x" + pixels.height() + "; both must have the same size");
        }
        return contents.values().translate(mask.values(), image.mask());
    }

    private float[] vector(ImageEntry image) {
        float[] vector = new float[contents.classes().size()];
        for (int c = 0; c < vector.length; c++) {
            vector[c] = image.names().contains(contents.classes().get(c)) ? 1 : 0;
        }
        return vector;
    }

    /** Reads every file, so that a bad file fails the run at its start, and returns the fingerprint. */
    private String check() {
        Map<Integer, String> failures = new ConcurrentSkipListMap<>();
        List<byte[]> digests = IntStream.range(0, size())
                .parallel()
                .mapToObj(index -> digest(index, failures))
                .toList();
        if (!failures.isEmpty()) {
            String more = failures.size() > MAX_NAMED ? "; and " + (failures.size() - MAX_NAMED) + " more" : "";
            throw new DatasetException(
                    failures.values().stream().limit(MAX_NAMED).collect(Collectors.joining("; ")) + more);
        }
        MessageDigest all = sha256();
        digests.forEach(all::update);
        for (int i = 0; i < size(); i++) {
            String line = contents.images().get(i).id() + Arrays.toString(labels.get(i));
            all.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(all.digest());
    }

    /** Collects the failure of a file instead of throwing it, so that one message names all bad files. */
    private byte[] digest(int index, Map<Integer, String> failures) {
        try {
            return digest(index);
        } catch (DatasetException e) {
            failures.put(index, e.getMessage());
            return new byte[0];
        }
    }

    private byte[] digest(int index) {
        Path file = contents.images().get(index).file();
        sample(index);
        if (contents.hashesBytes()) {
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
