package dev.eader.training.command.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a numeric option accepts. {@link OptionRanges} checks it before a command runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Range {
    /** Smallest accepted value. */
    public double min();

    /** Largest accepted value. */
    public double max();

    /** Whether {@link #min} itself is refused. */
    public boolean aboveMin() default false;

    /** Whether {@link #max} itself is refused. */
    public boolean belowMax() default false;

    /** Accepted values are multiples of this; 0 accepts any number. */
    public int multipleOf() default 0;
}
