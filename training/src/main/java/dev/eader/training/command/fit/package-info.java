/**
 * The command {@code fit}: runs all passes from pictures with image-level labels to exported models, as one plan that can be
 * interrupted and continued.
 *
 * <p>{@link dev.eader.training.command.fit.Fit} is the entry point. Each pass is a command of the program. May depend on
 * {@code command.options}, {@code command.run}, {@code command.train} and {@code command.measure}, and on {@code collection}
 * and {@code report}.
 */
package dev.eader.training.command.fit;
