/**
 * Prepares the photo collection of a user for training: reads its form and labels, checks every file, merges duplicates,
 * splits, and writes a folder that {@code --voc} accepts. Start with {@link dev.eader.training.collection.PreparedFolder}.
 * May use {@code dev.eader.image} and {@code data}.
 */
package dev.eader.training.collection;
