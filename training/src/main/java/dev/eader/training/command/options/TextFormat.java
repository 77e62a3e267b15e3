package dev.eader.training.command.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a text option accepts. {@link OptionCheck} checks them before a command runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface TextFormat {
    /** Regular expression that the whole value matches. */
    String pattern();

    /** Description of the accepted values, for messages. */
    String accepts();

    /** One device. */
    String DEVICE = "cpu|gpu(:\\d{1,4})?";

    String DEVICE_WORDS = "cpu or gpu:N";

    /** One or more devices. */
    String DEVICES = "(" + DEVICE + ")(,(" + DEVICE + "))*";

    /** Width or height from 16 to 4096. */
    String SIDE = "(1[6-9]|[2-9]\\d|[1-9]\\d\\d|[1-3]\\d{3}|40[0-8]\\d|409[0-6])";

    String SIZE = SIDE + "x" + SIDE;
    String SIZE_WORDS = "WIDTHxHEIGHT with sides from 16 to 4096, as 640x360";

    /** Background threshold or power of the random walk. */
    String BACKGROUND = "(?!0*(\\.0*)?$)(0?\\.\\d{1,12}|alpha:(?!0*(\\.0*)?$)(\\d{1,3}(\\.\\d{1,12})?|\\.\\d{1,12}))";

    String BACKGROUND_WORDS =
            "a threshold above 0 and below 1, as 0.3, or alpha:A with A above 0 and below 1000, as alpha:16";

    /** Text for a model's metadata. */
    String TEXT = "[^\\p{Cntrl}]*[^\\p{Cntrl}\\s][^\\p{Cntrl}]*";

    String TEXT_WORDS = "a text without control characters that is not blank";

    /** Name of a file or folder, without path separators and control characters. */
    String NAME = "[^/\\\\\\p{Cntrl}]*[^/\\\\\\p{Cntrl}\\s][^/\\\\\\p{Cntrl}]*";

    String NAME_WORDS = "a name without slashes or control characters that is not blank";
}
