package dev.eader.training.data;

import java.nio.file.Path;
import java.util.Set;

/**
 * An image file and its labels.
 *
 * @param mask mask file; null for training
 * @param names names of the classes that the image shows, including classes that are not selected
 */
public record ImageEntry(String id, Path file, Path mask, Set<String> names) {}
