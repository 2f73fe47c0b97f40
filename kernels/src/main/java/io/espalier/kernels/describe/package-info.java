/**
 * Annotations that describe a component: its name, what its keys mean, their defaults.
 *
 * <p>Knows nothing but the JDK. The configuration reader, the command {@code list} and the
 * canonical text of a trial read these and nothing else.
 */
package io.espalier.kernels.describe;
