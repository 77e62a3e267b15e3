/**
 * General optimisation: optimisers with gradient clipping and resumable state, the learning-rate schedule, the moving average of
 * weights, and binary cross-entropy. Entry point: {@link dev.eader.training.optimisation.GradientDescent}. May depend on {@code
 * network} only.
 */
package dev.eader.training.optimisation;
