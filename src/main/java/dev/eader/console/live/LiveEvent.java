package dev.eader.console.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Failed;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;
import java.util.List;
import java.util.Locale;

/**
 * One frame as sent to the page: JSON in snake case, bytes in base64, times in milliseconds. Null fields are omitted.
 *
 * @param origin record of the frame; null when it is unknown
 * @param outcome {@code result}, {@code skipped} or {@code failed}
 * @param latencyMs from capture to outcome
 * @param ageMs from capture to the creation of this event
 * @param width width of the decoded picture in pixels; 0 without a result
 * @param height height of the decoded picture in pixels; 0 without a result
 * @param picture the encoded picture of the frame record
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveEvent(
        String camera,
        String frame,
        long sequence,
        Place origin,
        String outcome,
        double latencyMs,
        Double ageMs,
        Times timings,
        Model model,
        int width,
        int height,
        byte[] picture,
        Mask labelMap,
        List<Label> classes,
        Skip skipped,
        Failure failed,
        OutcomeCounts tally) {

    public record Place(String topic, int partition, long offset) {}

    public record Times(double queue, double decode, double infer, double encode) {}

    public record Model(String name, String version, String sha256) {}

    /** A label map as palette PNG; each of its pixels covers {@code scaleX} by {@code scaleY} pixels of the picture. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Mask(byte[] png, int width, int height, double scaleX, double scaleY) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Label(int index, String name, float score, double area, Heat attention) {}

    /** An attention map, row-major, one unsigned byte per cell; attention in [0, 1] is value times scale. */
    public record Heat(byte[] values, int rows, int columns, float scale) {}

    @JsonNaming(SnakeCaseStrategy.class)
    public record Skip(String reason, double ageMs) {}

    public record Failure(String stage, String code, String message) {}

    /** Creates the complete event. */
    public static LiveEvent of(LiveFrame frame) {
        return of(frame, age(frame), frame.counts());
    }

    /** Creates the event without {@code age_ms} and {@code tally}: the part that is the same for all pages. */
    static LiveEvent shared(LiveFrame frame) {
        return of(frame, null, null);
    }

    /** Creates the fields that {@link #shared} omits. */
    static PerPage perPage(LiveFrame frame) {
        return new PerPage(age(frame), frame.counts());
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record PerPage(double ageMs, OutcomeCounts tally) {}

    private static LiveEvent of(LiveFrame frame, Double ageMs, OutcomeCounts tally) {
        Segmentation segmentation = frame.segmentation();
        var result = segmentation.getResult();
        return new LiveEvent(
                frame.camera(),
                segmentation.getFrameId(),
                segmentation.getSequence(),
                segmentation.hasOrigin() ? place(segmentation.getOrigin()) : null,
                segmentation.getOutcomeCase().name().toLowerCase(Locale.ROOT),
                millis(segmentation.getTimings().getTotal()),
                ageMs,
                times(segmentation),
                segmentation.hasModel() ? model(segmentation.getModel()) : null,
                result.getWidth(),
                result.getHeight(),
                frame.picture().map(ByteString::toByteArray).orElse(null),
                result.hasLabelMap() ? mask(result.getLabelMap()) : null,
                result.getClassesList().stream().map(LiveEvent::label).toList(),
                segmentation.hasSkipped() ? skip(segmentation.getSkipped()) : null,
                segmentation.hasFailed() ? failure(segmentation.getFailed()) : null,
                tally);
    }

    private static Place place(Origin origin) {
        return new Place(origin.getTopic(), origin.getPartition(), origin.getOffset());
    }

    private static double age(LiveFrame frame) {
        Segmentation segmentation = frame.segmentation();
        return segmentation.hasCapturedAt()
                ? Math.max(0, System.currentTimeMillis() - Timestamps.toMillis(segmentation.getCapturedAt()))
                : 0;
    }

    private static Times times(Segmentation segmentation) {
        var timings = segmentation.getTimings();
        return new Times(
                millis(timings.getQueue()),
                millis(timings.getDecode()),
                millis(timings.getInfer()),
                millis(timings.getEncode()));
    }

    private static Model model(dev.eader.v1.Model model) {
        return new Model(model.getName(), model.getVersion(), model.getSha256());
    }

    private static Mask mask(dev.eader.v1.LabelMap map) {
        return new Mask(map.getPng().toByteArray(), map.getWidth(), map.getHeight(), map.getScaleX(), map.getScaleY());
    }

    private static Label label(ClassResult result) {
        var attention = result.getAttention();
        Heat heat = !result.hasAttention()
                ? null
                : new Heat(
                        attention.getValues().toByteArray(),
                        attention.getRows(),
                        attention.getColumns(),
                        attention.getScale());
        return new Label(result.getIndex(), result.getName(), result.getScore(), result.getArea(), heat);
    }

    private static Skip skip(Skipped skipped) {
        return new Skip(skipped.getReason().name(), millis(skipped.getAge()));
    }

    private static Failure failure(Failed failed) {
        return new Failure(failed.getStage().name(), failed.getCode().name(), failed.getMessage());
    }

    private static double millis(Duration duration) {
        return duration.getSeconds() * 1e3 + duration.getNanos() / 1e6;
    }
}
