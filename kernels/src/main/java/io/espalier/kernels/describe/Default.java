package io.espalier.kernels.describe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The value of a record component when a configuration leaves its key out. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /**
   * The default in the configuration's own syntax, such as {@code 16} or <code>{ type = tensor }
   * </code>.
   */
  String value();
}
