package dev.eader.console.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.LabelMap;
import dev.eader.v1.Origin;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Timings;
import dev.eader.wire.SegmentationView;

/**
 * One frame as sent to the page: JSON in snake case, bytes in base64, times in milliseconds. Null fields are omitted.
 *
 * @param view the fields that {@code watch --json} prints too
 * @param origin record of the frame; null when it is unknown
 * @param latencyMs from capture to outcome
 * @param ageMs from capture to the creation of this event
 * @param width width of the decoded picture in pixels; 0 without a result
 * @param height height of the decoded picture in pixels; 0 without a result
 * @param picture the encoded picture of the frame record
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveEvent(
        @JsonUnwrapped SegmentationView view,
        long sequence,
        Place origin,
        double latencyMs,
        Double ageMs,
        Times timings,
        int width,
        int height,
        byte[] picture,
        Mask labelMap,
        OutcomeCounts tally) {

    public record Place(String topic, int partition, long offset) {}

    public record Times(double queue, double decode, double infer, double encode) {}

    /** A label map as palette PNG; each of its pixels covers {@code scaleX} by {@code scaleY} pixels of the picture. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Mask(byte[] png, int width, int height, double scaleX, double scaleY) {}

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
        Result result = segmentation.getResult();
        return new LiveEvent(
                SegmentationView.of(frame.camera(), segmentation),
                segmentation.getSequence(),
                segmentation.hasOrigin() ? place(segmentation.getOrigin()) : null,
                SegmentationView.millis(segmentation.getTimings().getTotal()),
                ageMs,
                times(segmentation),
                result.getWidth(),
                result.getHeight(),
                frame.picture().map(ByteString::toByteArray).orElse(null),
                result.hasLabelMap() ? mask(result.getLabelMap()) : null,
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
        Timings timings = segmentation.getTimings();
        return new Times(
                SegmentationView.millis(timings.getQueue()),
                SegmentationView.millis(timings.getDecode()),
                SegmentationView.millis(timings.getInfer()),
                SegmentationView.millis(timings.getEncode()));
    }

    private static Mask mask(LabelMap map) {
        return new Mask(map.getPng().toByteArray(), map.getWidth(), map.getHeight(), map.getScaleX(), map.getScaleY());
    }
}
