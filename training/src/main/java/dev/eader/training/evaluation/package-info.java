/**
 * Measures attention maps and label maps against masks. The entry points are {@link
 * dev.eader.training.evaluation.Evaluation} for networks and {@link dev.eader.training.evaluation.FolderScorer} for files.
 * Also has the file formats of both kinds of maps, and sources of attention maps. Depends on {@code data}, {@code network},
 * {@code erasing} and {@code figure}.
 */
package dev.eader.training.evaluation;
