/**
 * Chooses background thresholds without masks, from attention maps of pictures with known labels.
 *
 * <p>{@link dev.eader.training.threshold.BackgroundCriterion} is the entry point. May depend on {@code attention} and
 * {@code data}.
 */
package dev.eader.training.threshold;
