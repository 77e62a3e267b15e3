package dev.eader.training.command.options;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eader.training.attention.InputSize;
import dev.eader.training.command.run.RunData;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import dev.eader.training.onnx.Quantization;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Quantization of an exported model to 8 bits. */
public final class Int8Options {
    @Option(names = "--int8", description = "Use 8-bit weights and activations: smaller, and faster with VNNI or AMX.")
    boolean isEnabled;

    @Option(names = "--calibration-count", defaultValue = "100", description = "Pictures for the ranges of --int8.")
    @Range(min = 1, max = 10_000_000)
    int count;

    /** Pictures for calibration. */
    public int count() {
        return count;
    }

    /**
     * Quantizes a model if {@code --int8} is given; otherwise returns it unchanged.
     *
     * @param model ONNX file
     * @param longSide of the model's input, in pixels
     * @param training opens the pictures for calibration
     */
    public byte[] apply(byte[] model, int longSide, Supplier<Dataset> training) {
        if (!isEnabled) {
            return model;
        }
        try {
            return Quantization.int8(model, pictures(training.get(), longSide));
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "ONNX Runtime does not run the exported model, so it cannot be calibrated", e);
        }
    }

    private Iterable<Pixels> pictures(Dataset dataset, int longSide) {
        return () -> RunData.spread(dataset, count)
                .mapToObj(i -> scaled(dataset.sample(i).pixels(), longSide))
                .iterator();
    }

    private static Pixels scaled(Pixels picture, int longSide) {
        InputSize size = InputSize.of(picture.width(), picture.height(), longSide);
        return picture.resize(size.width(), size.height());
    }

    /** Adds the quantization to a card, whose figures were measured without it. */
    public void describe(ObjectNode card) {
        if (isEnabled) {
            card.putObject("int8").put("calibration_pictures", count);
        }
    }
}
