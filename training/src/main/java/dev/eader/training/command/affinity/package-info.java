/**
 * The commands that train affinity between neighbouring cells and refine attention maps with it.
 *
 * <p>{@link dev.eader.training.command.affinity.AffinityTrain} is the entry point. May depend on {@code command.train},
 * {@code command.options} and {@code command.run}, on {@code command.erasing} for the settings of a localizer's run, and on
 * the package {@code affinity}.
 */
package dev.eader.training.command.affinity;
