package dev.eader.training.collection;

import dev.eader.training.collection.CollectionReport.ClassCount;
import dev.eader.training.collection.CollectionReport.Count;
import java.util.List;
import java.util.Locale;

/** Formats a {@link CollectionReport} as text. */
public final class ReportTable {
    /** Largest number of files that a list names. */
    static final int MAX_NAMED = 20;

    private final StringBuilder text = new StringBuilder();
    private final int width;

    private ReportTable(CollectionReport report) {
        int longest = report.classes().stream()
                .mapToInt(each -> each.name().length())
                .max()
                .orElse(0);
        width = Math.max(longest, ClassFolders.BACKGROUND.length());
    }

    /** Returns the report as lines. */
    public static String of(CollectionReport report) {
        ReportTable table = new ReportTable(report);
        table.line("form        %s", report.form());
        table.line("pictures    %s", report.images());
        table.line("split       %s", report.split());
        table.line("written     %d copied, %d rotated, scaled or encoded", report.copied(), report.converted());
        table.line("");
        table.line("%-" + table.width + "s %7s %7s", "class", "train", "val");
        for (ClassCount each : report.classes()) {
            table.row(each.name(), new Count(each.train(), each.val()));
        }
        table.row(ClassFolders.BACKGROUND, report.background());
        table.row("all", report.pictures());
        if (!report.merged().isEmpty()) {
            table.line(
                    "photos that are in several classes and were merged: %d",
                    report.merged().size());
        }
        table.findings("duplicates, left out", report.duplicates());
        table.findings("bad files, left out", report.bad());
        table.findings("files that are not used", report.ignored());
        report.warnings().forEach(warning -> table.line("warning: %s", warning));
        return table.text.toString();
    }

    /** Returns the first of the findings, one per line, and the number of the others. */
    static String named(List<Finding> findings) {
        StringBuilder lines = new StringBuilder();
        findings.stream()
                .limit(MAX_NAMED)
                .forEach(finding -> lines.append("  ").append(finding).append('\n'));
        if (findings.size() > MAX_NAMED) {
            lines.append("  and ").append(findings.size() - MAX_NAMED).append(" more\n");
        }
        return lines.toString();
    }

    private void row(String name, Count count) {
        line("%-" + width + "s %7d %7d", name, count.train(), count.val());
    }

    private void findings(String title, List<Finding> findings) {
        if (!findings.isEmpty()) {
            line("%s: %d", title, findings.size());
            text.append(named(findings));
        }
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
