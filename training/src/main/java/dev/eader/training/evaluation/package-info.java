/**
 * Measures attention maps and label maps. The entry points are {@link dev.eader.training.evaluation.Evaluation} for
 * networks and masks, {@link dev.eader.training.evaluation.LabelEvaluation} for networks without masks, and {@link
 * dev.eader.training.evaluation.FolderScorer} for files and masks. Depends on {@code data}, {@code attention}, {@code
 * figure} and {@code threshold}.
 */
package dev.eader.training.evaluation;
