/**
 * Measures attention maps and label maps against masks. The entry points are
 * {@link dev.eader.training.evaluation.Evaluation} for networks and {@link dev.eader.training.evaluation.FolderScorer}
 * for files. Depends on {@code data}, {@code attention} and {@code figure}.
 */
package dev.eader.training.evaluation;
