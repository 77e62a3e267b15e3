package dev.eader.training.data;

import java.util.List;

/** Images with image-level labels, and masks for evaluation only. Thread-safe. */
public interface Dataset {
    /** Returns the class names in the order of the label vectors. */
    List<String> classes();

    /** Returns the number of images. */
    int size();

    /**
     * Reads an image.
     *
     * @param index 0 to size() - 1
     * @throws DatasetException if a file is missing, damaged or inconsistent
     */
    Sample sample(int index);

    /** Returns the id of an image without reading it. */
    default String id(int index) {
        return sample(index).id();
    }

    /** Returns an identifier of the content, such as a SHA-256, which the card of a model records. */
    String fingerprint();

    /**
     * One image with its labels.
     *
     * @param labels [classes], 1 if the class is present, else 0
     * @param truth height x width labels of the image, rows from the top: 0 background, c+1 class c, or {@link #IGNORE}; null
     *     without a mask, as in all training data
     */
    record Sample(String id, Pixels pixels, float[] labels, byte[] truth) {}

    /** Value in {@link Sample#truth} of pixels that are excluded from evaluation. */
    byte IGNORE = (byte) 255;
}
