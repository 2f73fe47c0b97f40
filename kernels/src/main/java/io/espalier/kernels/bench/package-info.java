/**
 * Measures the kernels and programs on this machine.
 *
 * <p>Knows kernels, formats and programs; nothing that computes a result may know it, for nothing
 * is timed to choose a kernel.
 */
package io.espalier.kernels.bench;
