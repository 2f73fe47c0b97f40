/**
 * Layouts of matrices for the product kernels: which values a product gathers, how weights lie in
 * panels, what is done to a sum before it is stored.
 *
 * <p>Knows row-major arrays and index tables; must not know layers, number formats or vectors.
 */
package io.espalier.kernels.matrix;
