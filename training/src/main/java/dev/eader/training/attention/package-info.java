/**
 * Attention maps of a classifier: class activation maps, their average over several views of an image, their refinement by
 * colour, and their files. Shared by erasing, affinity, student, export and evaluation. Entry points: {@link
 * dev.eader.training.attention.ClassActivation} for training, {@link dev.eader.training.attention.AttentionSource} for finished maps. May
 * depend on {@code network} and {@code data}.
 */
package dev.eader.training.attention;
