/**
 * Optimisers with gradient clipping and resumable state, the learning-rate schedule, and the moving average of weights. Entry
 * point: {@link dev.eader.training.optimisation.GradientDescent}. May depend on {@code network} only.
 */
package dev.eader.training.optimisation;
