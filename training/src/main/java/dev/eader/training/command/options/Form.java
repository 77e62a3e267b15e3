package dev.eader.training.command.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The form of a text option. {@link OptionRanges} checks it before a command runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Form {
    /** Regular expression that the whole value matches. */
    public String pattern();

    /** What is accepted, in words. */
    public String accepts();

    /** One device. */
    public String DEVICE = "cpu|gpu(:\\d{1,4})?";

    /** One or more devices. */
    public String DEVICES = "(" + DEVICE + ")(,(" + DEVICE + "))*";

    /** Width and height from 16 to 4096. */
    public String SIDE = "(1[6-9]|[2-9]\\d|[1-9]\\d\\d|[1-3]\\d{3}|40[0-8]\\d|409[0-6])";

    public String SIZE = SIDE + "x" + SIDE;
    public String SIZES = "WIDTHxHEIGHT with sides from 16 to 4096, as 640x360";

    /** A background threshold or power of the affinity walk. */
    public String BACKGROUND =
            "(?!0*(\\.0*)?$)(0?\\.\\d{1,12}|alpha:(?!0*(\\.0*)?$)(\\d{1,3}(\\.\\d{1,12})?|\\.\\d{1,12}))";

    public String BACKGROUNDS =
            "a threshold above 0 and below 1, as 0.3, or alpha:A with A above 0 and below 1000, as alpha:16";

    /** Text for a model's metadata. */
    public String TEXT = "[^\\p{Cntrl}]*[^\\p{Cntrl}\\s][^\\p{Cntrl}]*";

    public String TEXTS = "a text without control characters that is not blank";

    /** A file or folder name without path separators and control characters. */
    public String NAME = "[^/\\\\\\p{Cntrl}]*[^/\\\\\\p{Cntrl}\\s][^/\\\\\\p{Cntrl}]*";

    public String NAMES = "a name without slashes or control characters that is not blank";
}
