package dev.eader.training.data;

import java.util.List;

/** Pictures with image-level labels, and for evaluation alone, masks. Safe to read from several threads. */
public interface Dataset {
    /** In the order of the label vectors. */
    List<String> classes();

    int size();

    Sample sample(int index);

    /** Of a sample, without reading its picture. */
    default String id(int index) {
        return sample(index).id();
    }

    /** SHA-256 over what the samples are made of, so that a card can name its data. */
    String fingerprint();

    /**
     * One picture.
     *
     * @param labels 0 or 1 for each class
     * @param truth row-major at the picture's size: 0 background, c+1 class c, {@link #IGNORE}; null where there is none,
     *     as in all training data
     */
    record Sample(String id, Pixels pixels, float[] labels, byte[] truth) {}

    /** Pixels that do not count, in {@link Sample#truth}. */
    byte IGNORE = (byte) 255;
}
