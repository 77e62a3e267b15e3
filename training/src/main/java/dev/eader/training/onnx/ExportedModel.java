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

/**
 * An exported model, run by ONNX Runtime on one image at a time as the service does. Results have the outputs {@code scores},
 * {@code attention} and {@code label_map}; the caller closes them.
 */
public final class ExportedModel implements AutoCloseable {
    private static final float UNKNOWN = -1;

    private final OrtSession session;
    private final int classes;
    private final Map<String, String> metadata;

    private ExportedModel(OrtSession session) throws OrtException {
        this.session = session;
        TensorInfo present = (TensorInfo) session.getInputInfo().get("present").getInfo();
        classes = (int) present.getShape()[1];
        metadata = session.getMetadata().getCustomMetadata();
    }

    /** @param model content of the ONNX file */
    public static ExportedModel of(byte[] model) throws OrtException {
        return new ExportedModel(OrtEnvironment.getEnvironment().createSession(model));
    }

    /** Keys {@code eader.*} of the model contract, with their values. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Long side of the images on which the model was evaluated, in pixels. */
    public int inputSize() {
        return Integer.parseInt(metadata.get("eader.input_size"));
    }

    /** Value of a metadata key. */
    public double number(String key) {
        return Double.parseDouble(metadata.get(key));
    }

    /** Runs the model on an image whose present classes are not known, so that the scores decide. */
    public OrtSession.Result run(Pixels image) throws OrtException {
        float[] present = new float[classes];
        Arrays.fill(present, UNKNOWN);
        return run(image, present);
    }

    /** @param present for each class: 1 present, 0 absent, -1 if the score decides */
    public OrtSession.Result run(Pixels image, float[] present) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {1, image.height(), image.width(), 3};
        ByteBuffer bytes = ByteBuffer.allocateDirect(image.rgb().length);
        bytes.put(image.rgb()).rewind();
        try (OnnxTensor pixels = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
                OnnxTensor known =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(present), new long[] {1, classes})) {
            return session.run(Map.of("image", pixels, "present", known));
        }
    }

    /** Scores of the classes, in [0,1]. */
    public static float[] scores(OrtSession.Result result) throws OrtException {
        return ((float[][]) result.get("scores").orElseThrow().getValue())[0];
    }

    /** The label map, row-major at the size of the image: 0 background, c+1 class c. */
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
