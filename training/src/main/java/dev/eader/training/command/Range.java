package dev.eader.training.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a numeric option accepts. {@link OptionRanges} checks it before a command runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Range {
    /** Smallest accepted value. */
    double min();

    /** Largest accepted value. */
    double max();

    /** Whether {@link #min} itself is refused. */
    boolean aboveMin() default false;

    /** Whether {@link #max} itself is refused. */
    boolean belowMax() default false;

    /** Accepted values are multiples of this; 0 accepts any number. */
    int multipleOf() default 0;
}
