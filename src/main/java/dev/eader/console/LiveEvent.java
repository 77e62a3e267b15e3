package dev.eader.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import dev.eader.wire.SegmentationView;

/**
 * One frame as the page reads it: JSON in snake case, bytes in base64, times in milliseconds. Parts that there are none
 * of are left out.
 *
 * @param view the fields that {@code watch --json} has too
 * @param origin the record that the frame came in; left out where it is not known
 * @param latencyMs from capture to the outcome
 * @param ageMs from capture to now, when this is written
 * @param width of the picture as decoded, in pixels; 0 without a result
 * @param height of the picture as decoded, in pixels; 0 without a result
 * @param picture the encoded picture that came in, base64
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record LiveEvent(
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
        Tally tally) {

    record Place(String topic, int partition, long offset) {}

    record Times(double queue, double decode, double infer, double encode) {}

    /** A palette PNG; a pixel of it covers {@code scaleX} by {@code scaleY} pixels of the picture. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Mask(byte[] png, int width, int height, double scaleX, double scaleY) {}

    static LiveEvent of(LiveFrame frame) {
        return of(frame, age(frame), frame.tally());
    }

    /** The event without {@code age_ms} and {@code tally}: the part that is the same for every page at any time. */
    static LiveEvent shared(LiveFrame frame) {
        return of(frame, null, null);
    }

    /** The rest of {@link #shared}, for one page at this time. */
    static Fresh fresh(LiveFrame frame) {
        return new Fresh(age(frame), frame.tally());
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Fresh(double ageMs, Tally tally) {}

    private static LiveEvent of(LiveFrame frame, Double ageMs, Tally tally) {
        Segmentation segmentation = frame.segmentation();
        var result = segmentation.getResult();
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
        var timings = segmentation.getTimings();
        return new Times(
                SegmentationView.millis(timings.getQueue()),
                SegmentationView.millis(timings.getDecode()),
                SegmentationView.millis(timings.getInfer()),
                SegmentationView.millis(timings.getEncode()));
    }

    private static Mask mask(dev.eader.v1.LabelMap map) {
        return new Mask(map.getPng().toByteArray(), map.getWidth(), map.getHeight(), map.getScaleX(), map.getScaleY());
    }
}
