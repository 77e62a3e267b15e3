package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.v1.Failed;
import dev.eader.v1.Origin;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameLogTest {
    private final Logger logger = Logger.getLogger(FrameLog.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final List<Map<String, String>> about = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record.getMessage());
            about.add(ExtLogRecord.wrap(record).getMdcCopy());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final RecordHeaders headers = new RecordHeaders();
    private long now;
    private final FrameLog log = new FrameLog(() -> now);

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setLevel(Level.INFO);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }

    private static Segmentation.Builder of(String camera, String frame) {
        return Segmentation.newBuilder()
                .setCameraId(camera)
                .setFrameId(frame)
                .setOrigin(Origin.newBuilder()
                        .setTopic("frames.v1")
                        .setPartition(2)
                        .setOffset(41));
    }

    private void fail(String camera, String frame, String why) {
        Failed.Builder failed = Failed.newBuilder()
                .setStage(Failed.Stage.DECODE)
                .setCode(Failed.Code.TRUNCATED_IMAGE)
                .setMessage(why);
        log.log(FrameOutcome.of(of(camera, frame).setFailed(failed).build(), new FrameTimeline(0)), headers);
    }

    @Test
    void failed_frame_is_logged_with_mdc_fields() {
        headers.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(UTF_8));

        fail("door", "f7", "it ends too early");

        assertThat(lines)
                .containsExactly("Frame f7 of camera door failed, TRUNCATED_IMAGE in stage DECODE: it ends too early");
        assertThat(about.get(0))
                .containsEntry("camera", "door")
                .containsEntry("frame", "f7")
                .containsEntry("topic", "frames.v1")
                .containsEntry("partition", "2")
                .containsEntry("offset", "41")
                .containsEntry("stage", "DECODE")
                .containsEntry("code", "TRUNCATED_IMAGE")
                .containsEntry("traceId", "0af7651916cd43dd8448eb211c80319c")
                .containsEntry("spanId", "b7ad6b7169203331");
        assertThat(MDC.get("camera")).as("removed from the thread").isNull();
    }

    @Test
    void failures_above_the_rate_are_suppressed_and_counted() {
        for (int i = 0; i < FrameLog.MAX_LINES_PER_SECOND + 25; i++) {
            fail("door", "f" + i, "broken");
        }
        assertThat(lines).hasSize(FrameLog.MAX_LINES_PER_SECOND);

        now += TimeUnit.SECONDS.toNanos(1);
        fail("door", "later", "broken");
        fail("door", "last", "broken");

        assertThat(lines.get(FrameLog.MAX_LINES_PER_SECOND))
                .contains("later")
                .endsWith(" (and 25 more since the last line)");
        assertThat(lines.get(FrameLog.MAX_LINES_PER_SECOND + 1))
                .contains("last")
                .doesNotContain("more since");
    }

    @Test
    void control_characters_in_ids_cannot_add_a_log_line() {
        fail("door\nERROR all is lost", "f\r\u001b[2J", "why\n");

        assertThat(lines.get(0)).doesNotContainPattern("\\p{Cntrl}");
        assertThat(about.get(0)).containsEntry("camera", "door\nERROR all is lost");
    }

    @Test
    void frame_with_result_is_logged_only_at_debug() {
        FrameOutcome answered = FrameOutcome.of(
                of("door", "f8").setResult(Result.getDefaultInstance()).build(), new FrameTimeline(0));

        log.log(answered, headers);
        assertThat(lines).isEmpty();

        logger.setLevel(Level.FINE);
        log.log(answered, headers);
        assertThat(lines).containsExactly("Frame f8 of camera door: result");
        assertThat(about.get(0)).containsEntry("frame", "f8").doesNotContainKey("code");
    }
}
