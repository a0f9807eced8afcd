/** Prices and usage between the protos and the kernel, and computations that store nothing. */
@NullMarked
package reckoner.kit.pricing;

import org.jspecify.annotations.NullMarked;
