package dev.eader.inference.model;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/** Starts ONNX Runtime within DJL, once for the JVM, and opens sessions with settings chosen on purpose. */
public final class OnnxRuntime {
    static final String ENGINE = "OnnxRuntime";

    private static final Logger LOG = System.getLogger(OnnxRuntime.class.getName());
    private static final CudaDevices CUDA = start();

    private OnnxRuntime() {}

    private static CudaDevices start() {
        int gpus = CudaDevices.gpusUnder(Path.of("/"));
        if (gpus == 0) {
            // DJL asks for CUDA as soon as it starts, whatever device is wanted; so it must not find the provider here.
            setDefault("onnxruntime.native.onnxruntime_providers_cuda.skip");
        }
        setDefault("ai.djl.offline"); // no telemetry
        setDefault("ai.djl.onnx.disable_alternative"); // no search for PyTorch
        // Before anything else touches OrtEnvironment: DJL's engine fails to start on an environment it did not make.
        Engine.getEngine(ENGINE);
        return new CudaDevices(gpus, OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
    }

    private static void setDefault(String property) {
        System.setProperty(property, System.getProperty(property, "true"));
    }

    /**
     * Says in the log where inference will run.
     *
     * @return that device; never {@code AUTO}
     * @throws DeviceUnavailableException if a GPU is forced and not there
     */
    public static DeviceChoice announce(DeviceChoice choice) {
        DeviceChoice device = resolve(choice);
        boolean fallback = choice.kind() == DeviceChoice.Kind.AUTO && device.kind() == DeviceChoice.Kind.CPU;
        LOG.log(Level.INFO, "Inference runs on {0}{1}", device, fallback ? ": " + CUDA : "");
        return device;
    }

    /**
     * The device that is meant on this machine.
     *
     * @throws DeviceUnavailableException if a GPU is forced and not there
     */
    static DeviceChoice resolve(DeviceChoice choice) {
        return choice.resolve(CUDA);
    }

    /**
     * Opens a session on a model's bytes. Bytes, not a path: what runs is what was hashed, and a file that leans on
     * another one beside it does not load.
     *
     * @throws OrtException if ONNX Runtime cannot make a session of it
     * @throws DeviceUnavailableException if a GPU is forced and not there
     */
    static OrtSession open(byte[] onnx, ModelOptions options) throws OrtException {
        DeviceChoice device = options.device().resolve(CUDA);
        if (device.kind() == DeviceChoice.Kind.CUDA) {
            try {
                return create(onnx, options, device);
            } catch (OrtException | DeviceUnavailableException e) {
                if (options.device().kind() == DeviceChoice.Kind.CUDA) {
                    throw e;
                }
                LOG.log(Level.WARNING, "{0} fails, this model runs on the CPU: {1}", device, e.getMessage());
            }
        }
        return create(onnx, options, DeviceChoice.CPU);
    }

    private static OrtSession create(byte[] onnx, ModelOptions options, DeviceChoice device) throws OrtException {
        try (var settings = settings(options)) {
            if (device.kind() == DeviceChoice.Kind.CUDA) {
                addCuda(settings, device);
            }
            return OrtEnvironment.getEnvironment().createSession(onnx, settings);
        }
    }

    private static void addCuda(OrtSession.SessionOptions settings, DeviceChoice device) {
        try {
            settings.addCUDA(device.gpu());
        } catch (OrtException e) {
            throw new DeviceUnavailableException(device, e.getMessage(), e);
        }
    }

    private static OrtSession.SessionOptions settings(ModelOptions options) throws OrtException {
        var settings = new OrtSession.SessionOptions();
        int threads = options.threads();
        // Left alone, ONNX Runtime counts the host's cores, not the container's, and pins its threads to them.
        settings.setIntraOpNumThreads(
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        // The networks are chains: there is nothing to run side by side.
        settings.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        // Spinning threads wait faster, at the cost of the cores that decode and encode; frames stream, so those pay.
        settings.addConfigEntry("session.intra_op.allow_spinning", "0");
        return settings;
    }
}
