/**
 * Writes the report of a {@code fit} run: one HTML file with results, pictures and charts.
 *
 * <p>{@link dev.eader.training.report.RunReport} is the entry point. Every record of this package is a part of the page
 * whose fields the template {@code report.mustache} names. Each part may be missing, because passes may be skipped.
 */
package dev.eader.training.report;
