/**
 * Number formats: which numbers each can store, how to round to them, what they cost in bits, how
 * to pack them.
 *
 * <p>One record a format. A format whose fields are all known lowers to a {@link
 * io.espalier.kernels.simd.Grid}, and the loops over arrays live there. Knows float arrays and
 * bits; must not know tensors' roles, layers, calibration or files other than golden vectors.
 */
package io.espalier.kernels.format;
