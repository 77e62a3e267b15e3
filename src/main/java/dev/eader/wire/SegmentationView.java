package dev.eader.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.protobuf.Duration;
import dev.eader.v1.Attention;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Failed;
import dev.eader.v1.Model;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;
import java.util.List;
import java.util.Locale;

/**
 * The outcome of a frame as JSON in snake case, for {@code watch} and the console. Parts that the outcome does not have are
 * null, and left out.
 *
 * @param camera camera id
 * @param frame frame id
 * @param outcome {@code result}, {@code skipped} or {@code failed}
 * @param classes in the image, highest score first
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SegmentationView(
        String camera,
        String frame,
        String outcome,
        ModelId model,
        List<SeenClass> classes,
        Skip skipped,
        Failure failed) {

    public record ModelId(String name, String version, String sha256) {}

    /**
     * @param score in [0,1]
     * @param area share of the image's pixels, in [0,1]
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SeenClass(int index, String name, float score, double area, Heatmap attention) {}

    /** Attention of a class, row-major, one byte per cell; attention in [0,1] is value times scale. */
    public record Heatmap(byte[] values, int rows, int columns, float scale) {}

    @JsonNaming(SnakeCaseStrategy.class)
    public record Skip(String reason, double ageMs) {}

    public record Failure(String stage, String code, String message) {}

    /** @param camera camera id, which {@code segmentation} may lack */
    public static SegmentationView of(String camera, Segmentation segmentation) {
        return new SegmentationView(
                camera,
                segmentation.getFrameId(),
                segmentation.getOutcomeCase().name().toLowerCase(Locale.ROOT),
                segmentation.hasModel() ? modelId(segmentation.getModel()) : null,
                segmentation.getResult().getClassesList().stream()
                        .map(SegmentationView::seenClass)
                        .toList(),
                segmentation.hasSkipped() ? skip(segmentation.getSkipped()) : null,
                segmentation.hasFailed() ? failure(segmentation.getFailed()) : null);
    }

    /** Returns a duration in milliseconds, with fractions. */
    public static double millis(Duration duration) {
        return duration.getSeconds() * 1e3 + duration.getNanos() / 1e6;
    }

    private static ModelId modelId(Model model) {
        return new ModelId(model.getName(), model.getVersion(), model.getSha256());
    }

    private static SeenClass seenClass(ClassResult result) {
        Attention attention = result.getAttention();
        Heatmap heatmap = !result.hasAttention()
                ? null
                : new Heatmap(
                        attention.getValues().toByteArray(),
                        attention.getRows(),
                        attention.getColumns(),
                        attention.getScale());
        return new SeenClass(result.getIndex(), result.getName(), result.getScore(), result.getArea(), heatmap);
    }

    private static Skip skip(Skipped skipped) {
        return new Skip(skipped.getReason().name(), millis(skipped.getAge()));
    }

    private static Failure failure(Failed failed) {
        return new Failure(failed.getStage().name(), failed.getCode().name(), failed.getMessage());
    }
}
