package dev.eader.inference.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import dev.eader.image.maps.PixelLabels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Converts a batch of images to the input tensors of the model contract, and the output tensors to predictions.
 * Converts the whole batch at once; DJL's own batching would create a tensor for each image and stack them. Not
 * thread-safe.
 */
public final class BatchTranslator implements NoBatchifyTranslator<List<ModelInput>, List<Prediction>> {
    private static final String INPUTS = "inputs";

    private final ModelDescription description;
    /** Reused, because the memory of a direct buffer is freed only by the garbage collector. */
    private ByteBuffer pixels = ByteBuffer.allocateDirect(0);

    BatchTranslator(ModelDescription description) {
        this.description = description;
    }

    @Override
    public NDList processInput(TranslatorContext context, List<ModelInput> batch) {
        context.setAttachment(INPUTS, batch);
        int width = batch.get(0).width();
        int height = batch.get(0).height();
        int classes = description.classes().size();
        int bytes = Math.multiplyExact(batch.size(), width * height * 3);
        if (pixels.capacity() < bytes) {
            pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        pixels.clear();
        FloatBuffer present = FloatBuffer.allocate(batch.size() * classes);
        for (ModelInput input : batch) {
            pixels.put(input.rgb());
            present.put(input.present());
        }
        NDManager manager = context.getNDManager();
        NDArray image = manager.create(pixels.flip(), new Shape(batch.size(), height, width, 3), DataType.UINT8);
        NDArray labels = manager.create(present.flip(), new Shape(batch.size(), classes), DataType.FLOAT32);
        image.setName(ModelSignature.IMAGE);
        labels.setName(ModelSignature.PRESENT);
        return new NDList(image, labels);
    }

    /**
     * @throws ModelException if an output does not have the shape of the contract, or a value is not a finite number
     */
    @Override
    public List<Prediction> processOutput(TranslatorContext context, NDList outputs) {
        @SuppressWarnings("unchecked")
        List<ModelInput> inputs = (List<ModelInput>) context.getAttachment(INPUTS);
        Map<String, NDArray> byName = outputs.stream().collect(Collectors.toMap(NDArray::getName, array -> array));
        int batch = inputs.size();
        int width = inputs.get(0).width();
        int height = inputs.get(0).height();
        int classes = description.classes().size();
        int rows = height / description.stride();
        int columns = width / description.stride();
        List<String> wrong = new ArrayList<>();
        checkShape(byName.get(ModelSignature.SCORES), new Shape(batch, classes), wrong);
        checkShape(byName.get(ModelSignature.ATTENTION), new Shape(batch, classes, rows, columns), wrong);
        checkShape(byName.get(ModelSignature.LABEL_MAP), new Shape(batch, height, width), wrong);
        if (!wrong.isEmpty()) {
            throw new ModelException(String.join("; ", wrong));
        }

        FloatBuffer scoreValues = floats(byName.get(ModelSignature.SCORES));
        FloatBuffer attentionValues = floats(byName.get(ModelSignature.ATTENTION));
        ByteBuffer labelValues = byName.get(ModelSignature.LABEL_MAP).toByteBuffer();
        List<Prediction> predictions = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            float[] imageScores = take(ModelSignature.SCORES, scoreValues, classes);
            float[][] maps = new float[classes][];
            for (int c = 0; c < classes; c++) {
                maps[c] = take(ModelSignature.ATTENTION, attentionValues, rows * columns);
            }
            byte[] labelMap = new byte[width * height];
            labelValues.get(labelMap);
            predictions.add(new Prediction(imageScores, maps, rows, columns, new PixelLabels(width, height, labelMap)));
        }
        return predictions;
    }

    private static void checkShape(NDArray output, Shape expected, List<String> wrong) {
        if (!output.getShape().equals(expected)) {
            wrong.add("output '" + output.getName() + "' must have the shape " + expected + ", but has "
                    + output.getShape());
        }
    }

    private static FloatBuffer floats(NDArray array) {
        return array.toByteBuffer().asFloatBuffer();
    }

    private static float[] take(String name, FloatBuffer values, int count) {
        float[] taken = new float[count];
        values.get(taken);
        for (float value : taken) {
            if (!Float.isFinite(value)) {
                throw new ModelException("output '" + name + "' contains a value that is not a finite number");
            }
        }
        return taken;
    }
}
