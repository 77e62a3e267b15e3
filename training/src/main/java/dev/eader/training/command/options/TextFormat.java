package dev.eader.training.command.options;

import dev.eader.training.network.Architecture;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a text option accepts. {@link OptionCheck} checks them before a command runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface TextFormat {
    Text value();

    /** Formats of text options. */
    enum Text {
        DEVICE("cpu|gpu(:\\d{1,4})?", "cpu or gpu:N"),
        DEVICES("(cpu|gpu(:\\d{1,4})?)(,(cpu|gpu(:\\d{1,4})?))*", "cpu or gpu:N, or several separated by commas"),
        SIZE(Text.SIDE + "x" + Text.SIDE, "WIDTHxHEIGHT with sides from 16 to 4096, as 640x360"),
        /** Background threshold. */
        THRESHOLD("auto|(?!0*(\\.0*)?$)0?\\.\\d{1,12}", "a threshold above 0 and below 1, as 0.3, or auto"),
        /** Background threshold or power of the random walk. */
        BACKGROUND(
                "auto|(?!0*(\\.0*)?$)(0?\\.\\d{1,12}|alpha:(?!0*(\\.0*)?$)(\\d{1,3}(\\.\\d{1,12})?|\\.\\d{1,12}))",
                "a threshold above 0 and below 1, as 0.3, auto, or alpha:A with A above 0 and below 1000, as alpha:16"),
        /** Text for a model's metadata. */
        TEXT("[^\\p{Cntrl}]*[^\\p{Cntrl}\\s][^\\p{Cntrl}]*", "a text without control characters that is not blank"),
        /** Name of a file or folder, without its path. */
        NAME(
                "[^/\\\\\\p{Cntrl}]*[^/\\\\\\p{Cntrl}\\s][^/\\\\\\p{Cntrl}]*",
                "a name without slashes or control characters that is not blank"),
        /** Name of an {@link Architecture}. */
        NETWORK("(?s).*", "the name of a network");

        private static final String SIDE = "(1[6-9]|[2-9]\\d|[1-9]\\d\\d|[1-3]\\d{3}|40[0-8]\\d|409[0-6])";

        private final String pattern;
        private final String accepted;

        Text(String pattern, String accepted) {
            this.pattern = pattern;
            this.accepted = accepted;
        }

        /** Describes the accepted values if {@code value} is none of them; otherwise returns null. */
        String error(String value) {
            if (this == NETWORK) {
                try {
                    Architecture.of(value);
                } catch (IllegalArgumentException e) {
                    return accepted + " (" + e.getMessage() + ")";
                }
            }
            return value.matches(pattern) ? null : accepted;
        }
    }
}
