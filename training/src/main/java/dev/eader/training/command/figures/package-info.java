/**
 * The commands that draw losses, results and maps of runs as PNG files.
 *
 * <p>{@link dev.eader.training.command.figures.FiguresCommand} is the entry point. May depend on {@code command.erasing},
 * {@code command.options} and {@code command.run}, and on all packages outside of {@code command}.
 */
package dev.eader.training.command.figures;
