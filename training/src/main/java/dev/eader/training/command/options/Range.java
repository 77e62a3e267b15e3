package dev.eader.training.command.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a numeric option accepts. {@link OptionCheck} checks them before a command runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Range {
    /** Lower bound. */
    double min();

    /** Upper bound. */
    double max();

    /** Whether {@link #min} itself is not accepted. */
    boolean aboveMin() default false;

    /** Whether {@link #max} itself is not accepted. */
    boolean belowMax() default false;

    /** Accepted values are multiples of this number; 0 accepts any. */
    int multipleOf() default 0;
}
