/**
 * The command that writes the report of a run.
 *
 * <p>{@link dev.eader.training.command.report.ReportCommand} is the entry point. May depend on {@code command.erasing},
 * {@code command.options}, {@code command.run} and {@code command.student}, and on all packages outside of {@code command}.
 */
package dev.eader.training.command.report;
