package dev.eader.training.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.eader.training.data.Pixels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** An exported file in ONNX Runtime, as the service runs it: {@code scores}, {@code attention} and {@code label_map}. */
public final class ExportedModel implements AutoCloseable {
    private static final float BY_SCORE = -1;

    private final OrtSession session;
    private final int classes;
    private final Map<String, String> metadata;

    private ExportedModel(OrtSession session) throws OrtException {
        this.session = session;
        TensorInfo present = (TensorInfo) session.getInputInfo().get("present").getInfo();
        classes = (int) present.getShape()[1];
        metadata = session.getMetadata().getCustomMetadata();
    }

    public static ExportedModel of(byte[] model) throws OrtException {
        return new ExportedModel(OrtEnvironment.getEnvironment().createSession(model));
    }

    /** As the contract has it, {@code eader.*}. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The long side of the pictures that it was measured on. */
    public int inputSize() {
        return Integer.parseInt(metadata.get("eader.input_size"));
    }

    public double number(String key) {
        return Double.parseDouble(metadata.get(key));
    }

    /** Leaves it to the scores which classes are there. */
    public OrtSession.Result run(Pixels picture) throws OrtException {
        float[] present = new float[classes];
        Arrays.fill(present, BY_SCORE);
        return run(picture, present);
    }

    /** @param present of each class: 1 there, 0 not there, -1 as the score says */
    public OrtSession.Result run(Pixels picture, float[] present) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {1, picture.height(), picture.width(), 3};
        ByteBuffer bytes = ByteBuffer.allocateDirect(picture.rgb().length);
        bytes.put(picture.rgb()).rewind();
        try (OnnxTensor image = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
                OnnxTensor labels =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(present), new long[] {1, classes})) {
            return session.run(Map.of("image", image, "present", labels));
        }
    }

    public static float[] scores(OrtSession.Result result) throws OrtException {
        return ((float[][]) result.get("scores").orElseThrow().getValue())[0];
    }

    /** Row-major, at the picture's size. */
    public static byte[] labels(OrtSession.Result result) {
        ByteBuffer buffer = ((OnnxTensor) result.get("label_map").orElseThrow()).getByteBuffer();
        byte[] labels = new byte[buffer.remaining()];
        buffer.get(labels);
        return labels;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
